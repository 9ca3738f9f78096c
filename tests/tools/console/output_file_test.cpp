// Tests of output_file.h.
#include "console/output_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "console/file.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::console;
using namespace pemba::testing;

namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("pemba-output-file-test-" + std::to_string(::getpid()));

    Folder() { fs::create_directory(path); }
    ~Folder() { fs::remove_all(path); }

    [[nodiscard]] std::string file(const char* name) const { return (path / name).string(); }
    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
};

} // namespace

TEST_SUITE("tools/console/output_file") {
    TEST_CASE_FIXTURE(Folder, "a file is there once it is committed, and not before") {
        auto out = must(OutputFile::open(file("a")));
        out.write("one ");
        out.write("two");
        CHECK_FALSE(fs::exists(file("a")));
        must(out.commit());
        CHECK(must(read_file(file("a"))) == "one two");
        CHECK(files() == 1);
    }

    TEST_CASE_FIXTURE(Folder, "one that is given up leaves nothing, and what was there") {
        std::ofstream(file("a")) << "old";
        must(OutputFile::open(file("a"))).write("new");
        CHECK(must(read_file(file("a"))) == "old");
        CHECK(files() == 1);
    }

    TEST_CASE_FIXTURE(Folder, "a file that is there is refused if it shall not be replaced") {
        std::ofstream(file("a")) << "old";
        const auto refused = OutputFile::open(file("a"), Existing::Refused);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message == "`" + file("a") + "` is there already");
        must(must(OutputFile::open(file("b"), Existing::Refused)).commit());
        CHECK(files() == 2);
    }

    TEST_CASE_FIXTURE(Folder, "a replaced file keeps its mode, and a link leads where it led") {
        std::ofstream(file("a")) << "old";
        fs::permissions(file("a"), fs::perms::owner_read | fs::perms::owner_write);
        fs::create_symlink(file("a"), file("link"));
        auto out = must(OutputFile::open(file("link")));
        out.write("new");
        must(out.commit());
        CHECK(fs::is_symlink(file("link")));
        CHECK(must(read_file(file("a"))) == "new");
        CHECK((fs::status(file("a")).permissions() & fs::perms::mask) ==
              (fs::perms::owner_read | fs::perms::owner_write));
    }

    TEST_CASE_FIXTURE(Folder, "what is no plain file is written to, not replaced") {
        auto out = must(OutputFile::open("/dev/null"));
        out.write("gone");
        must(out.commit());
        CHECK(fs::is_character_file("/dev/null"));
    }

    TEST_CASE_FIXTURE(Folder, "a folder that is not there is an error that names the file") {
        const auto wrong = OutputFile::open(file("nowhere/a"));
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().message ==
              "cannot write `" + file("nowhere/a") + "`: No such file or directory");
    }

    TEST_CASE_FIXTURE(Folder, "a disk that is full is told at the end") {
        auto out = must(OutputFile::open("/dev/full"));
        out.write("text");
        const auto done = out.commit();
        REQUIRE_FALSE(done);
        CHECK(done.error().message == "cannot write `/dev/full`: No space left on device");
    }
}
