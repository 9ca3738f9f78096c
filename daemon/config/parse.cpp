// Reading options: CLI11 for flags, toml++ for the file; the table says what there is.
#include <charconv>
#include <cstdlib>
#include <map>

#include <CLI/CLI.hpp>
#include <toml++/toml.h>

#include "config/config.h"

namespace pemba::config {
namespace {

// Where a text came from, for messages.
struct Setting {
    std::string text;
    std::string origin;
};

// Sets one option from its text; returns what is wrong with it.
std::string assign(Config& config, const Option& option, const Setting& setting) {
    const std::string prefix = setting.origin + ": ";
    if (const auto* member = std::get_if<bool Config::*>(&option.member)) {
        if (setting.text != "true" && setting.text != "false")
            return prefix + "`" + setting.text + "` is neither `true` nor `false`";
        config.** member = setting.text == "true";
        return {};
    }
    if (const auto* member = std::get_if<std::uint64_t Config::*>(&option.member)) {
        std::uint64_t number = 0;
        const char* end = setting.text.data() + setting.text.size();
        const auto [at, error] = std::from_chars(setting.text.data(), end, number);
        if (error != std::errc{} || at != end || number < option.least || number > option.most)
            return prefix + "`" + setting.text + "` is not a number from " + option.type();
        config.** member = number;
        return {};
    }
    const bool fits = option.choices.empty() ||
                      std::ranges::find(option.choices, setting.text) != option.choices.end();
    if (!fits)
        return prefix + "`" + setting.text + "` is not one of " + option.type();
    config.*std::get<std::string Config::*>(option.member) = setting.text;
    return {};
}

std::string toml_text(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>())
        return *text;
    if (const auto flag = node.value_exact<bool>())
        return *flag ? "true" : "false";
    if (const auto number = node.value_exact<std::int64_t>())
        return std::to_string(*number);
    return "something else than a text, a number or a boolean";
}

using Settings = std::map<std::string, Setting>;

// Reads the file into settings; returns what is wrong with it.
std::string read_file(const std::string& file, Settings& settings) {
    toml::table table;
    try {
        table = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        return "cannot read `" + file + "`: " + std::string(error.description()) + " (line " +
               std::to_string(error.source().begin.line) + ")";
    }
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const auto known = [&](const Option& option) { return option.name == name; };
        if (std::ranges::none_of(options(), known))
            return "`" + file + "`: there is no option `" + name + "`; see pembad --help";
        settings[name] = {toml_text(node), "`" + name + "` in `" + file + "`"};
    }
    return {};
}

void read_environment(Settings& settings) {
    for (const Option& option : options()) {
        if (const char* value = std::getenv(option.environment().c_str()))
            settings[option.name] = {value, option.environment()};
    }
}

std::string print(const Config& config) {
    std::string text;
    for (const Option& option : options()) {
        const bool quoted = std::holds_alternative<std::string Config::*>(option.member);
        const std::string value = option.value(config);
        text += option.name + " = " + (quoted ? "\"" + value + "\"" : value) + "\n";
    }
    return text;
}

// The flags of the command line, made from the table.
struct CommandLine {
    CLI::App app{"pembad: Pemba's HTTP daemon"};
    std::map<std::string, std::string> given;
    std::string config_file;
    bool print_config = false;
    std::map<std::string, CLI::Option*> flags;

    CommandLine() {
        app.set_version_flag("--version", "pembad " PEMBA_VERSION);
        app.add_option("--config", config_file, "TOML file of options");
        app.add_flag("--print-config", print_config, "print the options in effect and end");
        const Config defaults;
        for (const Option& option : options()) {
            const bool is_flag = std::holds_alternative<bool Config::*>(option.member);
            const std::string help = option.help + " [" + option.type() + ", default " +
                                     option.value(defaults) + ", " + option.environment() + "]";
            auto* added = app.add_option("--" + option.name, given[option.name], help);
            if (is_flag)
                added->expected(0, 1)->default_str("true");
            if (option.repeatable)
                added->join(' ');
            flags[option.name] = added->type_name("");
        }
    }
};

Parsed failure(std::string message) {
    return {.config = {}, .exit_status = 1, .output = "pembad: " + message + "\n"};
}

} // namespace

Parsed parse(int argument_count, const char* const* arguments) {
    CommandLine line;
    try {
        line.app.parse(argument_count, const_cast<char**>(arguments));
    } catch (const CLI::CallForHelp&) {
        return {.config = {}, .exit_status = 0, .output = line.app.help()};
    } catch (const CLI::CallForVersion&) {
        return {.config = {}, .exit_status = 0, .output = line.app.version() + "\n"};
    } catch (const CLI::ParseError& error) {
        return failure(std::string(error.what()) + "; see pembad --help");
    }
    Settings settings;
    if (line.config_file.empty() && std::getenv("PEMBA_CONFIG") != nullptr)
        line.config_file = std::getenv("PEMBA_CONFIG");
    if (!line.config_file.empty()) {
        if (std::string problem = read_file(line.config_file, settings); !problem.empty())
            return failure(std::move(problem));
    }
    read_environment(settings);
    for (const auto& [name, flag] : line.flags) {
        if (flag->count() > 0)
            settings[name] = {line.given[name].empty() && flag->get_expected_min() == 0
                                  ? "true"
                                  : line.given[name],
                              "--" + name};
    }
    Config config;
    for (const Option& option : options()) {
        const auto found = settings.find(option.name);
        if (found == settings.end())
            continue;
        if (std::string problem = assign(config, option, found->second); !problem.empty())
            return failure(std::move(problem));
    }
    if (line.print_config)
        return {.config = {}, .exit_status = 0, .output = print(config)};
    return {.config = std::move(config), .exit_status = 0, .output = {}};
}

} // namespace pemba::config
