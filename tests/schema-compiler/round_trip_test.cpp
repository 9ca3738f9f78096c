// Every schema at hand, written in every other language and back: what can be written there keeps
// its meaning.
#include <algorithm>
#include <iostream>
#include <map>

#include "files.h"
#include "pemba/schema/compile.h"
#include "pemba/schema/convert.h"
#include "pemba/schema_diff.h"

namespace {

using namespace pemba;
using namespace pemba::schema;
namespace fs = std::filesystem;

int passed = 0, failed = 0;

void expect(bool is_right, const std::string& what) {
    ++(is_right ? passed : failed);
    if (!is_right)
        std::cout << "failed: " << what << "\n";
}

/// What differs, comments apart: not every language has the same kinds of them.
std::string changes(const Schema& before, const Schema& after) {
    using Kind = SchemaDifference::Kind;
    std::string changes;
    for (const SchemaDifference& difference : differences(before, after))
        if (difference.kind != Kind::NamespaceCommentChanged &&
            difference.kind != Kind::RelationCommentChanged &&
            difference.kind != Kind::PermissionCommentChanged &&
            difference.kind != Kind::ConditionCommentChanged)
            changes += to_string(difference) + "\n";
    return changes;
}

struct Tally {
    int written = 0, refused = 0;
};

void check_conversion(const Schema& schema, Language from, const LanguageInfo& to,
                      const std::string& name, Tally& tally) {
    const Result<std::string> there = convert(schema, to.language);
    if (!there) {
        ++tally.refused;
        expect(there.error().message.find("has no form in the language") != std::string::npos,
               name + ": " + there.error().message);
        return;
    }
    ++tally.written;
    const CompileResult written = compile(*there, name, to.language);
    const std::string what = name + " in " + std::string(to.name);
    expect(written.schema && written.schema->text() == *there, what + " is not canonical");
    if (!written.schema)
        return;
    expect(changes(schema, *written.schema).empty(),
           what + " is another: " + changes(schema, *written.schema));
    const Result<std::string> back = convert(*written.schema, from);
    expect(back && changes(schema, *compile(*back, name, from).schema).empty(),
           what + " does not come back" + (back ? "" : ": " + back.error().message));
}

class RoundTrips {
public:
    void add(const std::string& text, Language from, const std::string& name) {
        const CompileResult result = compile(text, name, from);
        if (!result.schema || result.schema->is_empty())
            return;
        for (const LanguageInfo& to : languages())
            if (to.language != from)
                check_conversion(*result.schema, from, to, name,
                                 tallies_[{std::string(info(from).name), std::string(to.name)}]);
    }

    void add_folder(const fs::path& folder) {
        for (const LanguageInfo& from : languages())
            for (const std::string_view suffix : from.suffixes)
                for (const fs::path& path : tests::files_below(folder, std::string(suffix)))
                    add(tests::read_file(path), from.language, path.filename().string());
    }

    void print() const {
        for (const auto& [languages, tally] : tallies_)
            std::cout << languages.first << " to " << languages.second << ": " << tally.written
                      << " written, " << tally.refused << " refused\n";
    }

    [[nodiscard]] bool has_written_all() const {
        return std::ranges::all_of(tallies_,
                                   [](const auto& one) { return one.second.written > 0; });
    }

private:
    std::map<std::pair<std::string, std::string>, Tally> tallies_;
};

} // namespace

int main() {
    RoundTrips trips;
    trips.add_folder(fs::path(PEMBA_SOURCE_DIR) / "tests");
    trips.add_folder(fs::path(PEMBA_SOURCE_DIR) / "examples");
    const fs::path shared = PEMBA_CONFORMANCE_DIR;
    if (!fs::exists(shared)) {
        std::cout << "skipped the third-party schemas: they are not at hand\n";
    } else {
        trips.add_folder(shared / "fga-language");
        trips.add_folder(shared / "spicedb-examples");
        for (const char* folder : {"spicedb", "spicedb-examples"})
            for (const fs::path& path : tests::files_below(shared / folder, ".yaml"))
                trips.add(tests::schema_of_yaml(tests::read_file(path)), Language::Zed,
                          path.filename().string());
    }
    trips.print();
    expect(trips.has_written_all(), "a language that nothing can be written in");
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
