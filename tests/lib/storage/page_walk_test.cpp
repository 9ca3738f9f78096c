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
            auto environment = must(Environment::open(
                {.directory = folder.path(), .map_bytes = 1 << 26, .durable = false}));
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

    std::string found(const std::function<void(Bytes&)>& damage) const {
        auto bytes = sound;
        damage(bytes);
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
        auto all = must(find_damaged_pages(file));
        return all.empty() ? "" : all.front();
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

    TEST_CASE_FIXTURE(Fixture,
                      "most flipped bits of pages in use are found, and none ends the walk") {
        std::size_t missed = 0, flipped = 0;
        for (std::size_t at = 7; at < sound.size(); at += 1009, ++flipped)
            missed += found([&](Bytes& bytes) { bytes[at] ^= 16; }).empty() ? 1 : 0;
        CHECK(flipped > 100);
        CHECK(missed < flipped); // values, free pages and room within pages are no walk's business
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
        CHECK(must(verify_folder(store.options().directory)).is_sound());
        std::filesystem::resize_file(store.options().directory / kDataFile, 5 * kPage);
        const auto report = must(verify_folder(store.options().directory));
        REQUIRE(report.problems.size() == 1);
        CHECK(has(report.problems.front(), "cut short"));
    }
}
