// Files that are damaged, page by page: each kind of damage has its sentence.
#include "storage/page_walk.h"

#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>

#include <fmt/format.h>

#include "pemba/verify.h"
#include "storage/page.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

using Bytes = std::string;
constexpr std::size_t kPage = 4096;

// A file with trees of two levels, and pages that were given back.
struct Fixture {
    TempStore folder;
    std::filesystem::path file = folder.path() / kDataFile;
    Bytes sound;

    Fixture() {
        {
            auto environment = must(Environment::open(options()));
            for (int round = 0; round < 3; ++round) {
                auto transaction = must(environment->begin_write());
                for (int i = 0; i < 2000; ++i)
                    must(transaction->put(Table::Names, "key " + std::to_string(i * 7 % 2000),
                                          std::string(20 + round, 'v')));
                for (int i = 0; i < 1500; ++i)
                    must(transaction->put(Table::Tuples, i % 2 ? "many" : std::to_string(i),
                                          std::to_string(100'000'000 + i)));
                must(transaction->put(Table::Schemas, "long", std::string(10'000, 's')));
                must(transaction->commit());
            }
        }
        std::ifstream in(file, std::ios::binary);
        sound.assign(std::istreambuf_iterator<char>(in), {});
    }

    EnvironmentOptions options() const {
        return {.directory = folder.path(), .map_bytes = 1 << 26, .durable = false};
    }

    // What LMDB reads of the file as it is.
    std::vector<std::string> everything() const {
        auto unseen = options();
        unseen.check = OpeningCheck::Roots;
        const auto environment = must(Environment::open(unseen));
        const auto transaction = must(environment->begin_read());
        std::vector<std::string> entries;
        for (std::size_t table = 0; table < kTables; ++table) {
            TableCursor cursor;
            must(cursor.bind(*transaction, static_cast<Table>(table)));
            for (bool there = must(cursor.seek(std::string(1, '\0'))); there;
                 there = must(cursor.next()))
                entries.push_back(std::string(cursor.key()) + ": " + std::string(cursor.value()));
        }
        return entries;
    }

    // Whether it can be opened, and is closed again.
    bool refuses(OpeningCheck check) const {
        auto checked = options();
        checked.check = check;
        checked.durable = true;
        const auto opened = Environment::open(checked);
        return !opened && opened.error().code == ErrorCode::StoreCorrupt;
    }
    std::string closing_line() const {
        std::ifstream in(folder.path() / "pemba.lock");
        std::string line;
        std::getline(in, line);
        return line;
    }

    std::string found(const std::function<void(Bytes&)>& damage) const {
        auto bytes = sound;
        damage(bytes);
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
        auto all = must(find_damaged_contents(file));
        return all.empty() ? "" : all.front();
    }

    // What is found when these bytes are others, in pages in use and others.
    std::string change(std::string_view from, std::string_view to) const {
        return found([&](Bytes& bytes) {
            for (auto at = bytes.find(from); at != bytes.npos; at = bytes.find(from, at))
                bytes.replace(at, to.size(), to);
        });
    }
    std::string change_a_value() const {
        return change(std::string(22, 'v'), std::string(22, 'w'));
    }

    // The first page with these flags, not counting those that name the roots.
    std::size_t page_of(std::uint16_t flags) const {
        for (auto at = 2 * kPage; at < sound.size(); at += kPage)
            if (load<std::uint16_t>(sound, at + 10) == flags && is_used(at))
                return at;
        return 0;
    }
    // Pages in use are found wrong when they say that they are others.
    bool is_used(std::size_t at) const {
        return !found([&](Bytes& bytes) { bytes[at] ^= 1; }).empty();
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace

TEST_SUITE("storage/page_walk") {
    TEST_CASE_FIXTURE(Fixture, "a file without damage has none") {
        CHECK(found([](Bytes&) {}) == "");
        CHECK(must(find_damaged_roots(file)).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "each kind of damage is told, with its page") {
        const auto leaf = page_of(page::kLeaf), branch = page_of(page::kBranch),
                   overflow = page_of(page::kOverflow), set = page_of(page::kLeaf | page::kSet);
        REQUIRE(leaf * branch * overflow * set != 0);
        const auto page = [](std::size_t at) { return fmt::format("page {} of ", at / kPage); };
        const auto flip = [](std::size_t at) { return [=](Bytes& bytes) { bytes[at] ^= 1; }; };
        CHECK(has(found(flip(leaf)), page(leaf)));
        CHECK(has(found(flip(leaf)), "says that it is page"));
        CHECK(has(found(flip(leaf + 10)), "is of kind"));
        CHECK(has(found(flip(branch + 12)), "has bounds"));
        CHECK(has(found(flip(set + 8)), "members of"));
        CHECK(has(found(flip(overflow)), "is not the long value"));
        CHECK(
            has(found([&](Bytes& bytes) { bytes.replace(leaf, kPage, kPage, '\0'); }), page(leaf)));
        CHECK(has(found([&](Bytes& bytes) { bytes.resize(bytes.size() - 1); }), "cut short"));
        CHECK(has(found([](Bytes& bytes) { bytes.clear(); }), "cut short"));
        CHECK(has(found(flip(0 * kPage + 16)), "page 0 does not name the roots"));
        CHECK(has(found(flip(1 * kPage + 16)), "page 1 does not name the roots"));
    }

    TEST_CASE_FIXTURE(Fixture, "a newest commit that has lost its number is missed") {
        const auto first = load<std::uint64_t>(sound, 16 + 128);
        const auto second = load<std::uint64_t>(sound, kPage + 16 + 128);
        const auto newest = (first > second ? 0 : kPage) + 16 + 128;
        CHECK(has(found([&](Bytes& bytes) { bytes[newest + 1] ^= 4; }), "do not follow"));
        CHECK(has(found([&](Bytes& bytes) { bytes[newest] = 0; }), "do not follow"));
    }

    TEST_CASE_FIXTURE(Fixture, "a flipped bit is found, or nothing that is read has changed") {
        const auto before = everything();
        std::size_t missed = 0, flipped = 0, changed = 0;
        for (std::size_t at = 7; at < sound.size(); at += 1009, ++flipped)
            if (found([&](Bytes& bytes) { bytes[at] ^= 16; }).empty()) {
                ++missed;
                changed += everything() == before ? 0 : 1;
            }
        CHECK(flipped > 100);
        CHECK(missed < flipped); // free pages, and room within pages
        CHECK(changed == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "a value that is another is found, whatever its table") {
        CHECK(change_a_value() == "`names` has an entry that is not as it was written");
        CHECK(change(std::string(9'000, 's'), "t") ==
              "`schemas` has an entry that is not as it was written");
        CHECK(change("100000017", "100000020").starts_with("page "));
        CHECK(change("100001499", "100001500") ==
              "`tuples` has an entry that is not as it was written");
    }

    TEST_CASE_FIXTURE(Fixture, "an environment with damaged contents is opened only if told to") {
        REQUIRE(change_a_value() != "");
        CHECK(refuses(OpeningCheck::Doubtful));
        CHECK(refuses(OpeningCheck::Contents));
        CHECK_FALSE(refuses(OpeningCheck::Roots));
        CHECK(refuses(OpeningCheck::Doubtful)); // who did not look cannot close it as sound
    }

    TEST_CASE_FIXTURE(Fixture, "a file that is as it was closed is not looked at once more") {
        CHECK_FALSE(refuses(OpeningCheck::Contents)); // and is closed as what it is
        const auto line = closing_line();
        CHECK(line.starts_with("closed: "));
        CHECK_FALSE(refuses(OpeningCheck::Roots));
        CHECK(closing_line() == line);
        REQUIRE(change_a_value() != "");
        CHECK(refuses(OpeningCheck::Doubtful)); // it is another file, or was written since
        CHECK_FALSE(closing_line().starts_with("closed: "));
    }

    TEST_CASE_FIXTURE(Fixture, "a file that took the place of the one that was open is looked at") {
        {
            auto checked = options();
            checked.durable = true;
            const auto environment = must(Environment::open(checked));
            std::filesystem::rename(file, folder.path() / "other");
            REQUIRE(change_a_value() != "");
        }
        CHECK(refuses(OpeningCheck::Doubtful));
    }

    TEST_CASE("verify_folder: damage is a finding, and what keeps from looking is an error") {
        TempStore store;
        CHECK_FALSE(holds_database(store.options().directory));
        CHECK(verify_folder(store.options().directory).error().code == ErrorCode::StoreFailed);
        {
            auto engine = store.open();
            CHECK(verify_folder(store.options().directory).error().code == ErrorCode::StoreInUse);
        }
        CHECK(holds_database(store.options().directory));
        for (const auto depth :
             {VerifyDepth::Doubtful, VerifyDepth::Contents, VerifyDepth::Agreement})
            CHECK(must(verify_folder(store.options().directory, {.depth = depth})).is_sound());
        std::filesystem::resize_file(store.options().directory / kDataFile, 5 * kPage);
        for (const auto depth :
             {VerifyDepth::Doubtful, VerifyDepth::Contents, VerifyDepth::Agreement}) {
            const auto report = must(verify_folder(store.options().directory, {.depth = depth}));
            REQUIRE(report.problems.size() == 1);
            CHECK(has(report.problems.front(), "cut short"));
        }
    }
}
