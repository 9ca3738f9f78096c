// Tests of console/tuple_lines.h and console/file.h.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "console/file.h"
#include "console/tuple_lines.h"

using namespace pemba;
using namespace pemba::console;

TEST_SUITE("tools/console/tuple_lines") {
    TEST_CASE("lines: blank ones and comments mean nothing, and are counted") {
        TupleLines lines("// a file\n\n  team:core#member@user:ann \r\nteam:core#member@user:ben",
                         "f");
        const auto first = lines.next();
        REQUIRE(first);
        CHECK(first.value()->number == 3);
        CHECK(to_string(first.value()->tuple) == "team:core#member@user:ann");
        const auto second = lines.next();
        REQUIRE(second);
        CHECK(second.value()->number == 4);
        CHECK_FALSE(lines.next().value());
    }

    TEST_CASE("lines: a wrong one is told with its place, and the walk goes on behind it") {
        TupleLines lines("team:core#member\nteam:core#member@user:ben\n", "people.txt", 10);
        const auto wrong = lines.next();
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().code == ErrorCode::InvalidTuple);
        CHECK(wrong.error().message.starts_with("people.txt:10: "));
        CHECK(lines.next().value()->number == 11);
    }

    TEST_CASE("counting: all wrong lines are told at once, ten of them in full") {
        CHECK(count_tuples("team:core#member@user:ann\n\n", "f").value() == 1);
        std::string text;
        for (int i = 0; i < 12; ++i)
            text += "nonsense\n";
        const auto wrong = count_tuples(text, "f");
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().message.find("f:10: ") != std::string::npos);
        CHECK(wrong.error().message.find("f:11: ") == std::string::npos);
        CHECK(wrong.error().message.ends_with("and 2 more wrong lines"));
    }

    TEST_CASE("files: one that is not there is an error that names it") {
        const auto text = read_file("/nowhere/at/all");
        REQUIRE_FALSE(text);
        CHECK(text.error().message == "cannot open `/nowhere/at/all`: No such file or directory");
        CHECK_FALSE(read_file("/tmp"));
    }

    TEST_CASE("files: a replaced file has the new text and exactly the mode asked for") {
        const auto path = std::filesystem::temp_directory_path() /
                          ("pemba-file-test-" + std::to_string(getpid()));
        std::ofstream(path) << "old";
        REQUIRE(replace_file(path, "new", 0600));
        CHECK(read_file(path.string()).value() == "new");
        CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        std::filesystem::remove(path);
    }
}
