// context set|use|list|remove: servers that a person gave a name.
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "connection.h"
#include "console/file.h"
#include "console/table.h"
#include "contexts.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

struct SetArguments {
    std::string name, endpoint, key;
};

struct NameArguments {
    std::string name;
};

struct ListArguments {
    bool reveal = false;
};

Result<std::string> key_to_save(const Session& session, const SetArguments& arguments) {
    const ConnectionOptions& options = session.connection();
    if (!options.key_file.empty())
        return key_from_file(options.key_file);
    if (arguments.key == "-")
        return key_from_file("-");
    return arguments.key.empty() ? options.key : arguments.key;
}

// The context is used from other folders, too.
Result<TlsFiles> tls_to_save(TlsFiles files) {
    PEMBA_CHECK_OK(check_tls_files(files));
    for (std::string* file : {&files.ca, &files.certificate, &files.key})
        if (!file->empty())
            *file = std::filesystem::absolute(*file).string();
    return files;
}

Result<ExitStatus> set_context(Session& session, const SetArguments& arguments) {
    const auto file = Contexts::default_path();
    PEMBA_TRY(Contexts contexts, Contexts::load(file));
    PEMBA_TRY(std::string endpoint, endpoint_url(arguments.endpoint));
    PEMBA_TRY(std::string key, key_to_save(session, arguments));
    PEMBA_TRY(TlsFiles tls, tls_to_save(session.connection().tls));
    contexts.set(
        {arguments.name, endpoint, std::move(key), session.connection().store, std::move(tls)});
    PEMBA_CHECK_OK(contexts.save(file));
    if (!session.json())
        fmt::print("using `{}`: {}\n", arguments.name, endpoint);
    return ExitStatus::Ok;
}

Result<ExitStatus> use_context(Session& session, const NameArguments& arguments) {
    const auto file = Contexts::default_path();
    PEMBA_TRY(Contexts contexts, Contexts::load(file));
    PEMBA_CHECK_OK(contexts.use(arguments.name));
    PEMBA_CHECK_OK(contexts.save(file));
    if (!session.json())
        fmt::print("using `{}`: {}\n", arguments.name, contexts.current()->endpoint);
    return ExitStatus::Ok;
}

Result<ExitStatus> remove_context(Session& session, const NameArguments& arguments) {
    const auto file = Contexts::default_path();
    PEMBA_TRY(Contexts contexts, Contexts::load(file));
    PEMBA_CHECK_OK(contexts.remove(arguments.name));
    PEMBA_CHECK_OK(contexts.save(file));
    if (!session.json())
        fmt::print("removed `{}`\n", arguments.name);
    return ExitStatus::Ok;
}

std::string shown_key(const Context& context, bool reveal) {
    if (context.key.empty())
        return "no key";
    return reveal ? context.key : "key saved";
}

json::object context_json(const Context& context, bool current, bool reveal) {
    json::object object{{"name", context.name},
                        {"endpoint", context.endpoint},
                        {"store", context.store},
                        {"caFile", context.tls.ca},
                        {"clientCertificate", context.tls.certificate},
                        {"clientKey", context.tls.key},
                        {"current", current},
                        {"hasKey", !context.key.empty()}};
    if (reveal)
        object["key"] = context.key;
    return object;
}

Result<ExitStatus> list_contexts(Session& session, const ListArguments& arguments) {
    PEMBA_TRY(const Contexts contexts, Contexts::load(Contexts::default_path()));
    using console::Align;
    console::Table table({Align::Left, Align::Left, Align::Left, Align::Left, Align::Left});
    for (const Context& context : contexts.all()) {
        const bool current = contexts.current() == &context;
        if (session.json())
            session.print_json(context_json(context, current, arguments.reveal));
        table.add({current ? "*" : "", context.name, context.endpoint,
                   shown_key(context, arguments.reveal),
                   context.store.empty() ? "" : "store " + context.store});
    }
    if (!session.json())
        fmt::print("{}", table.text());
    if (!session.json() && contexts.all().empty())
        fmt::print("no saved contexts; `pemba context set NAME ENDPOINT KEY` saves one\n");
    return ExitStatus::Ok;
}

void add_named(CLI::App& group, Command& command, const char* name, const char* help,
               Result<ExitStatus> (*run)(Session&, const NameArguments&)) {
    auto arguments = std::make_shared<NameArguments>();
    CLI::App* app = group.add_subcommand(name, help);
    app->add_option("name", arguments->name, "the context's name")->required();
    on_selected(*app, command, arguments, run);
}

} // namespace

void add_context_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("context", "save servers and their keys by name");
    group->require_subcommand(1);

    auto saved = std::make_shared<SetArguments>();
    CLI::App* set = group->add_subcommand("set", "save a server, and use it from now on");
    set->add_option("name", saved->name, "what to call it")->required();
    set->add_option("endpoint", saved->endpoint, "such as http://127.0.0.1:8443")->required();
    set->add_option("key", saved->key,
                    "its key; `-` reads it from standard input, --key-file from a file");
    on_selected(*set, command, saved, &set_context);

    add_named(*group, command, "use", "talk to a saved server from now on", &use_context);
    add_named(*group, command, "remove", "forget a saved server", &remove_context);

    auto listed = std::make_shared<ListArguments>();
    CLI::App* list = group->add_subcommand("list", "show the saved servers; * is the one in use");
    list->add_flag("--reveal-keys", listed->reveal, "show the keys as well");
    on_selected(*list, command, listed, &list_contexts);
}

} // namespace pemba::client
