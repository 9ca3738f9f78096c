// key create|list|revoke|rotate: a server's file of keys. No server is asked: SIGHUP makes it read.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

#include "commands.h"
#include "console/counted.h"
#include "console/file.h"
#include "console/table.h"
#include "keys/key_file.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr unsigned kOwnerOnly = 0600;

struct FileArguments {
    std::string file;
};

struct CreateArguments : FileArguments {
    std::string name, expires;
    std::vector<std::string> scopes, stores, namespaces;
    keys::Quota a_second;
};

struct NameArguments : FileArguments {
    std::string name;
    std::string id; ///< of revoke: only this one of the name's keys
    unsigned grace_hours = 24;
};

// One of these commands at a time in a folder, so that none undoes what another wrote meanwhile.
class FolderLock {
public:
    explicit FolderLock(const std::string& file)
        : folder_(::open(std::filesystem::absolute(file).parent_path().c_str(),
                         O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (folder_ >= 0) // else the file cannot be written either, which will be told
            ::flock(folder_, LOCK_EX);
    }
    ~FolderLock() {
        if (folder_ >= 0)
            ::close(folder_);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int folder_;
};

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

keys::Seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<void> write_keys(const std::string& file, const std::vector<keys::Key>& all) {
    return console::replace_file(file, keys::print_keys(all), kOwnerOnly);
}

std::optional<std::vector<std::string>> limit_of(const std::vector<std::string>& names) {
    return names.empty() ? std::nullopt : std::optional(names);
}

Result<keys::Key> key_of(const CreateArguments& arguments) {
    keys::Key key{.name = arguments.name,
                  .scopes = {},
                  .stores = limit_of(arguments.stores),
                  .namespaces = limit_of(arguments.namespaces),
                  .a_second = arguments.a_second,
                  .created = now()};
    for (const std::string& name : arguments.scopes) {
        const auto scope = keys::scope_named(name);
        if (!scope)
            return invalid(fmt::format("there is no scope `{}`; there are `{}`", name,
                                       fmt::join(keys::kScopeNames, "`, `")));
        key.scopes.add(*scope);
    }
    if (!arguments.expires.empty()) {
        key.expires = keys::time_from_text(arguments.expires);
        if (!key.expires || key.has_expired(key.created))
            return invalid(fmt::format("`{}` is no time to come, such as `2030-01-31` or "
                                       "`2030-01-31T00:00:00Z`",
                                       arguments.expires));
    }
    return key;
}

// Adds a key to those of the file; prints it, once and nowhere else.
Result<ExitStatus> add_key(Session& session, const std::string& file, std::vector<keys::Key> all,
                           keys::Key key) {
    const std::string secret = keys::random_key();
    key.hash = keys::hash_of(secret);
    all.push_back(key);
    PEMBA_CHECK_OK(keys::parse_keys(keys::print_keys(all)));
    PEMBA_CHECK_OK(write_keys(file, all));
    if (session.json())
        session.print_json({{"name", key.name}, {"id", key.id()}, {"key", secret}});
    else
        fmt::print("{}\n", secret);
    return ExitStatus::Ok;
}

Result<ExitStatus> create_key(Session& session, const CreateArguments& arguments) {
    PEMBA_TRY(keys::Key key, key_of(arguments));
    const FolderLock lock(arguments.file);
    std::vector<keys::Key> all;
    if (std::filesystem::exists(arguments.file)) {
        PEMBA_TRY(all, keys::read_key_file(arguments.file));
    }
    return add_key(session, arguments.file, std::move(all), std::move(key));
}

json::value list_json(const std::optional<std::vector<std::string>>& names) {
    return names ? json::value(json::array(names->begin(), names->end())) : json::value();
}

json::value number_json(std::uint64_t limit) {
    return limit == 0 ? json::value() : json::value(limit);
}

json::object key_json(const keys::Key& key) {
    const auto scopes = key.scopes.names();
    return {{"name", key.name},
            {"id", key.id()},
            {"scopes", json::array(scopes.begin(), scopes.end())},
            {"stores", list_json(key.stores)},
            {"namespaces", list_json(key.namespaces)},
            {"requests-a-second", number_json(key.a_second.requests)},
            {"tuple-reads-a-second", number_json(key.a_second.tuple_reads)},
            {"created", keys::to_text(key.created)},
            {"expires", key.expires ? json::value(keys::to_text(*key.expires)) : json::value()}};
}

std::string limits_text(const keys::Key& key) {
    std::string text;
    if (key.stores)
        text += fmt::format("stores {} ", fmt::join(*key.stores, ","));
    if (key.namespaces)
        text += fmt::format("namespaces {} ", fmt::join(*key.namespaces, ","));
    if (key.a_second.requests != 0)
        text += fmt::format("{} requests/s ", key.a_second.requests);
    if (key.a_second.tuple_reads != 0)
        text += fmt::format("{} reads/s ", key.a_second.tuple_reads);
    return text.empty() ? "all" : text.substr(0, text.size() - 1);
}

std::string expiry_text(const keys::Key& key) {
    if (!key.expires)
        return "never expires";
    return (key.has_expired(now()) ? "expired " : "expires ") + keys::to_text(*key.expires);
}

Result<ExitStatus> list_keys(Session& session, const FileArguments& arguments) {
    PEMBA_TRY(const auto all, keys::read_key_file(arguments.file));
    using console::Align;
    console::Table table(
        {Align::Left, Align::Left, Align::Left, Align::Left, Align::Left, Align::Left});
    for (const keys::Key& key : all) {
        if (session.json())
            session.print_json(key_json(key));
        table.add({key.name, key.id(), fmt::format("{}", fmt::join(key.scopes.names(), ",")),
                   limits_text(key), "made " + keys::to_text(key.created), expiry_text(key)});
    }
    if (!session.json())
        fmt::print("{}", table.text());
    return ExitStatus::Ok;
}

Error no_such_key(const NameArguments& arguments) {
    return invalid(
        fmt::format("there is no key `{}`{} in `{}`; see `pemba key list`", arguments.name,
                    arguments.id.empty() ? "" : " with the id " + arguments.id, arguments.file));
}

Result<ExitStatus> revoke_keys(Session& session, const NameArguments& arguments) {
    const FolderLock lock(arguments.file);
    PEMBA_TRY(auto all, keys::read_key_file(arguments.file));
    const std::size_t revoked = std::erase_if(all, [&](const keys::Key& key) {
        return key.name == arguments.name && (arguments.id.empty() || key.id() == arguments.id);
    });
    if (revoked == 0)
        return no_such_key(arguments);
    PEMBA_CHECK_OK(write_keys(arguments.file, all));
    if (!session.json())
        fmt::print("revoked {} of `{}`; the server goes on with the old file until SIGHUP\n",
                   console::counted(revoked, "key"), arguments.name);
    return ExitStatus::Ok;
}

// The newest key's rights go to a new one; the old ones end after the grace, if not before.
Result<ExitStatus> rotate_key(Session& session, const NameArguments& arguments) {
    const FolderLock lock(arguments.file);
    PEMBA_TRY(auto all, keys::read_key_file(arguments.file));
    const keys::Seconds end = now() + std::chrono::hours(arguments.grace_hours);
    std::optional<keys::Key> renewed;
    for (keys::Key& key : all) {
        if (key.name != arguments.name)
            continue;
        if (!renewed || key.created >= renewed->created)
            renewed = key;
        key.expires = std::min(key.expires.value_or(end), end);
    }
    if (!renewed)
        return no_such_key(arguments);
    renewed->created = now();
    if (renewed->expires && renewed->has_expired(now()))
        return invalid(fmt::format("key `{}` has expired; make another with `pemba key create`",
                                   arguments.name));
    return add_key(session, arguments.file, std::move(all), *std::move(renewed));
}

template <class Arguments>
CLI::App* add_command(CLI::App& group, Command& command, const char* name, const char* help,
                      const std::shared_ptr<Arguments>& arguments,
                      Result<ExitStatus> (*run)(Session&, const Arguments&)) {
    CLI::App* app = group.add_subcommand(name, help);
    app->add_option("--key-file", arguments->file, "the server's file of keys")
        ->type_name("FILE")
        ->required();
    on_selected(*app, command, arguments, run);
    return app;
}

void add_create(CLI::App& group, Command& command) {
    auto made = std::make_shared<CreateArguments>();
    CLI::App* app = add_command(group, command, "create",
                                "make a key, print it once and keep its hash", made, &create_key);
    app->add_option("--name", made->name, "of whom or what will have it")->required();
    app->add_option("--scope", made->scopes, "read, check, write, schema or admin; repeatable")
        ->delimiter(',')
        ->required();
    app->add_option("--store", made->stores, "only this store; repeatable")->type_name("ID");
    app->add_option("--namespace", made->namespaces, "only objects of this type; repeatable");
    const CLI::Range range(1, 1'000'000'000);
    app->add_option("--requests-a-second", made->a_second.requests, "so many, and not more")
        ->check(range)
        ->type_name("N");
    app->add_option("--tuple-reads-a-second", made->a_second.tuple_reads,
                    "what its questions may read (`tuple_reads` in metrics)")
        ->check(range)
        ->type_name("N");
    app->add_option("--expires", made->expires, "when it ends, such as 2030-01-31")
        ->type_name("TIME");
}

} // namespace

void add_key_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("key", "make and revoke the keys of a server");
    group->require_subcommand(1);
    add_create(*group, command);
    add_command(*group, command, "list", "show the keys of a file, without the keys themselves",
                std::make_shared<FileArguments>(), &list_keys);

    auto revoked = std::make_shared<NameArguments>();
    CLI::App* revoke =
        add_command(*group, command, "revoke", "take keys out of a file", revoked, &revoke_keys);
    revoke->add_option("--name", revoked->name, "whose keys")->required();
    revoke->add_option("--id", revoked->id, "only the one of this id (`pemba key list`)");

    auto rotated = std::make_shared<NameArguments>();
    CLI::App* rotate = add_command(
        *group, command, "rotate",
        "make another key of a name with the same rights, and print it once", rotated, &rotate_key);
    rotate->add_option("--name", rotated->name, "whose key")->required();
    rotate->add_option("--grace", rotated->grace_hours, "hours until the old ones end")
        ->capture_default_str()
        ->type_name("HOURS");
}

} // namespace pemba::client
