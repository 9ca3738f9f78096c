// store create|list|delete: the stores of a server.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/table.h"
#include "messages/fields.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

struct CreateArguments {
    std::string name;
};

struct ListArguments {};

struct DeleteArguments {
    std::string id;
};

Result<ExitStatus> create_store(Session& session, const CreateArguments& arguments) {
    PEMBA_TRY(const json::object answer,
              session.call("/v1/stores/create", {{"name", arguments.name}}));
    if (session.json())
        session.print_json(answer);
    else
        fmt::print("{}\n", text_of(object_of(answer, "store"), "id"));
    return ExitStatus::Ok;
}

void add_rows(const json::array& stores, console::Table& table) {
    for (const json::value& store : stores)
        if (store.is_object())
            table.add({text_of(store.get_object(), "id"), text_of(store.get_object(), "name"),
                       text_of(store.get_object(), "createdAt")});
}

Result<ExitStatus> list_stores(Session& session, const ListArguments&) {
    using console::Align;
    console::Table table({Align::Left, Align::Left, Align::Left});
    json::object request;
    for (bool complete = false; !complete;) {
        PEMBA_TRY(const json::object page, session.call("/v1/stores/list", request));
        if (session.json())
            session.print_json(page);
        const json::array& stores = array_of(page, "stores");
        add_rows(stores, table);
        const json::value* told = page.if_contains("complete");
        complete = stores.empty() || told == nullptr || !told->is_bool() || told->get_bool();
        if (!complete)
            request["optionalAfterId"] = text_of(stores.back().as_object(), "id");
    }
    if (!session.json())
        fmt::print("{}", table.text());
    return ExitStatus::Ok;
}

Result<ExitStatus> delete_store(Session& session, const DeleteArguments& arguments) {
    PEMBA_TRY(const json::object answer, session.call("/v1/stores/delete", {{"id", arguments.id}}));
    if (session.json())
        session.print_json(answer);
    else
        fmt::print("deleted {}\n", arguments.id);
    return ExitStatus::Ok;
}

} // namespace

void add_store_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("store", "the stores of a server, apart from another");
    group->require_subcommand(1);

    auto created = std::make_shared<CreateArguments>();
    CLI::App* create = group->add_subcommand("create", "make an empty store, and print its id");
    create->add_option("name", created->name, "what to call it")->required();
    on_selected(*create, command, created, &create_store);

    CLI::App* list = group->add_subcommand("list", "show the stores beside the default one");
    on_selected(*list, command, std::make_shared<ListArguments>(), &list_stores);

    auto deleted = std::make_shared<DeleteArguments>();
    CLI::App* remove = group->add_subcommand("delete", "delete a store with all that is in it");
    remove->add_option("id", deleted->id, "its id, as `list` shows it")->required();
    on_selected(*remove, command, deleted, &delete_store);
}

} // namespace pemba::client
