// Tests of backup_format.h: what is written is read back, and nothing but that.
#include "backup/backup_format.h"

#include <unistd.h>

#include <filesystem>

#include <doctest/doctest.h>

#include "console/file.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::backup;
using namespace pemba::testing;

namespace {

// Writes a backup to a file and reads its text back.
std::string text_of(const Header& header, const std::vector<std::string>& tuples) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("pemba-backup-test-" + std::to_string(::getpid()));
    auto file = must(console::OutputFile::open(path.string()));
    Writer writer(file, header);
    for (const std::string& tuple : tuples)
        writer.add(tuple_of(tuple));
    writer.finish();
    CHECK(writer.tuples() == tuples.size());
    must(file.commit());
    std::string text = must(console::read_file(path.string()));
    std::filesystem::remove(path);
    return text;
}

std::string whole() {
    return text_of({"zk", "definition user {}\n", {{"all", {"user", {}, {}, {}, {}}}}},
                   {"team:core#member@user:ann", "team:core#member@user:ben"});
}

std::string sealed(const std::string& text, int count) {
    Checksum checksum;
    checksum.add(text);
    return text + "end " + std::to_string(count) + " sha256 " + checksum.text() + "\n";
}

std::string refusal(const std::string& text) {
    const auto parsed = parse(text, "f");
    return parsed ? "" : parsed.error().message;
}

} // namespace

TEST_SUITE("tools/backup") {
    TEST_CASE("backup: what is written is read back") {
        const Header header{
            "a-zookie",
            "definition user {}\n// relationships\nend 1\n",
            {{"all", {"team", {}, {}, {}, {}}},
             {"two\nlines", {{}, "a", {}, "member", SubjectFilter{"user", {}, ""}}}}};
        const std::vector<std::string> tuples = {
            "team:core#member@user:ann", "team:core#member@user:ben[office_hours:{\"from\":9}]",
            "team:core#member@user:cy[expiration:2099-01-01T00:00:00Z]"};
        const std::string text = text_of(header, tuples);
        const Backup backup = must(parse(text, "f"));
        CHECK(backup.header.zookie == header.zookie);
        CHECK(backup.header.schema == header.schema);
        CHECK((backup.header.counters == header.counters));
        CHECK(backup.tuples == tuples[0] + "\n" + tuples[1] + "\n" + tuples[2] + "\n");
        CHECK(backup.first_line == 11);
        CHECK(backup.tuple_count == 3);
        CHECK(backup.expiring_tuples == 1);
    }

    TEST_CASE("backup: it can be read by people, too") {
        CHECK(whole().starts_with("# pemba backup 1\nzookie zk\nschema 1\ndefinition user {}\n"
                                  "counters 1\n"
                                  R"({"name":"all","relationshipFilter":{"resourceType":"user"}})"
                                  "\nrelationships\nteam:core#member@user:ann\n"));
    }

    TEST_CASE("backup: an empty store has one, too") {
        const std::string text = text_of({"zk", "", {}}, {});
        const Backup backup = must(parse(text, "f"));
        CHECK(backup.header.schema.empty());
        CHECK(backup.header.counters.empty());
        CHECK(backup.tuples.empty());
        CHECK(backup.tuple_count == 0);
    }

    TEST_CASE("backup: one that is cut off anywhere is refused") {
        const std::string text = whole();
        for (std::size_t size = 0; size < text.size(); ++size) {
            CAPTURE(size);
            CHECK_FALSE(parse(std::string_view(text).substr(0, size), "f"));
        }
    }

    TEST_CASE("backup: one in which any byte has changed is refused") {
        const std::string text = whole();
        REQUIRE(parse(text, "f"));
        for (std::size_t at = 0; at < text.size(); ++at) {
            CAPTURE(at);
            std::string damaged = text;
            damaged[at] = static_cast<char>(damaged[at] ^ 1);
            CHECK_FALSE(parse(damaged, "f"));
        }
    }

    TEST_CASE("backup: what is wrong is told with its place") {
        const std::string first = "# pemba backup 1\n";
        CHECK(refusal("team:core#member@user:ann\n") ==
              "f:1: not a backup: its first line is not `# pemba backup 1`");
        CHECK(refusal("# pemba backup 2\n") ==
              "f:1: format `2` is not known here; this program reads 1");
        CHECK(refusal(first) == "`f` is cut off: its last line is not `end COUNT sha256 SUM`");
        CHECK(refusal(first + "end 0 sha256 00\n") ==
              "`f` is damaged: its text does not have the checksum of its last line");
        CHECK(refusal(sealed(first + "schema 0\n", 0)) == "f:2: `zookie` is missing");
        CHECK(refusal(sealed(first + "zookie z\nschema x\n", 0)) ==
              "f:3: `schema` and the number of its lines are missing");
        CHECK(refusal(sealed(first + "zookie z\nschema 0\ncounters 1\n{\nrelationships\n", 0)) ==
              "f:5: a counter above is not a JSON object");
        CHECK(refusal(sealed(first + "zookie z\nschema 0\ncounters 0\n", 0)) ==
              "f:5: `relationships` is missing");
        const std::string tuples =
            first + "zookie z\nschema 0\ncounters 0\nrelationships\nteam:a#member@user:ann\n";
        CHECK(refusal(sealed(tuples, 1)).empty());
        CHECK(refusal(sealed(tuples, 2)) ==
              "`f` is wrong: it says that it holds 2 relationships, and holds 1");
        CHECK(refusal(sealed(tuples + "team:a#member\n", 2)).starts_with("f:7: "));
    }
}
