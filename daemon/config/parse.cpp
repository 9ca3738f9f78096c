// Reading options: CLI11 for flags, toml++ for the file; the table says what there is.
#include <charconv>
#include <cstdlib>
#include <map>
#include <sstream>

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
using Problems = std::vector<std::string>;

// Reads the file into settings.
void read_file(const std::string& file, Settings& settings, Problems& problems) {
    toml::table table;
    try {
        table = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        problems.push_back("cannot read `" + file + "`: " + std::string(error.description()) +
                           (line == 0 ? "" : " (line " + std::to_string(line) + ")"));
        return;
    }
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        const std::string place = "`" + file + "`, line " + std::to_string(key.source().begin.line);
        const auto known = [&](const Option& option) { return option.name == name; };
        if (std::ranges::none_of(options(), known))
            problems.push_back(place + ": there is no option `" + name + "`; see pembad --help");
        else
            settings[name] = {toml_text(node), place + ", `" + name + "`"};
    }
}

void read_environment(Settings& settings) {
    for (const Option& option : options()) {
        if (const char* value = std::getenv(option.environment().c_str()))
            settings[option.name] = {value, option.environment()};
    }
}

// A text as TOML has it, on one line whatever is in it.
std::string toml_string(std::string_view text) {
    const toml::value<std::string> value{std::string(text)};
    std::ostringstream out;
    out << toml::toml_formatter{value, toml::format_flags::none};
    return out.str();
}

// A comment ends with its line: a strange file name must not go on as an option.
std::string comment(std::string text) {
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    std::ranges::replace_if(text, is_control, '?');
    return "  # " + text;
}

// A file for --config that says the same, and where each value came from.
std::string print(const Config& config, const Settings& settings) {
    std::string text;
    for (const Option& option : options()) {
        const bool quoted = std::holds_alternative<std::string Config::*>(option.member);
        const std::string value = option.value(config);
        const auto found = settings.find(option.name);
        text += option.name + " = " + (quoted ? toml_string(value) : value) +
                comment(found == settings.end() ? "default" : found->second.origin) + "\n";
    }
    return text;
}

// The flags of the command line, made from the table.
struct CommandLine {
    CLI::App app{"pembad: Pemba's HTTP daemon"};
    std::map<std::string, std::string> given;
    std::string config_file;
    bool print_config = false, check_config = false;
    std::map<std::string, CLI::Option*> flags;

    CommandLine() {
        app.set_version_flag("--version", "pembad " PEMBA_VERSION);
        app.add_option("--config", config_file, "TOML file of options");
        app.add_flag("--print-config", print_config,
                     "print the options in effect, and where they come from, and end");
        app.add_flag("--check-config", check_config,
                     "say everything that keeps it from serving with these options, and end");
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

Parsed ended(int exit_status, std::string output) {
    return {.config = {}, .exit_status = exit_status, .output = std::move(output)};
}

Parsed failure(const Problems& problems) {
    std::string output;
    for (const std::string& problem : problems)
        output += "pembad: " + problem + "\n";
    return ended(1, std::move(output));
}

// Everything that sets an option, the first of these winning: flags, environment, file.
Settings read_settings(const CommandLine& line, Problems& problems) {
    Settings settings;
    const char* elsewhere = std::getenv("PEMBA_CONFIG");
    const std::string file =
        line.config_file.empty() && elsewhere != nullptr ? elsewhere : line.config_file;
    if (!file.empty())
        read_file(file, settings, problems);
    read_environment(settings);
    for (const auto& [name, flag] : line.flags) {
        if (flag->count() == 0)
            continue;
        const std::string& given = line.given.at(name);
        const bool alone = given.empty() && flag->get_expected_min() == 0;
        settings[name] = {alone ? "true" : given, "--" + name};
    }
    return settings;
}

Config settle(const Settings& settings, Problems& problems) {
    Config config;
    for (const Option& option : options()) {
        const auto found = settings.find(option.name);
        if (found == settings.end())
            continue;
        if (std::string problem = assign(config, option, found->second); !problem.empty())
            problems.push_back(std::move(problem));
    }
    if (config.changelog_retention > 0 && config.expiry_interval == 0)
        problems.emplace_back(
            "`changelog-retention` is applied at each `expiry-interval`, which is "
            "0: set an interval, or keep the changelog for ever with 0");
    return config;
}

} // namespace

Parsed parse(int argument_count, const char* const* arguments) {
    CommandLine line;
    try {
        line.app.parse(argument_count, const_cast<char**>(arguments));
    } catch (const CLI::CallForHelp&) {
        return ended(0, line.app.help());
    } catch (const CLI::CallForVersion&) {
        return ended(0, line.app.version() + "\n");
    } catch (const CLI::ParseError& error) {
        return failure({std::string(error.what()) + "; see pembad --help"});
    }
    Problems problems;
    const Settings settings = read_settings(line, problems);
    Config config = settle(settings, problems);
    if (!problems.empty())
        return failure(problems);
    if (line.print_config)
        return ended(0, print(config, settings));
    return {.config = std::move(config),
            .exit_status = 0,
            .output = {},
            .check_only = line.check_config};
}

} // namespace pemba::config
