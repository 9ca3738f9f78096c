// Opening stores that are damaged, foreign, newer, or in use.
#include <fstream>

#include "storage/environment.h"
#include "storage/key.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

namespace {

constexpr std::uint64_t kMap = std::uint64_t{1} << 28;

Result<std::unique_ptr<Environment>> open(const TempStore& folder, bool create = true,
                                          std::uint64_t map_bytes = kMap) {
    return Environment::open({folder.path(), create, map_bytes, false});
}

} // namespace

TEST_SUITE("storage/environment") {
    TEST_CASE("open: a store of a newer format is refused, with what to do") {
        TempStore folder;
        {
            auto environment = must(open(folder));
            auto transaction = must(environment->begin_write());
            Bytes<4> version;
            base::store_big_endian(version.data(), kFormatVersion + 1, 4);
            must(transaction->put(Table::Meta, "format", view(version)));
            must(transaction->commit());
        }
        auto refused = open(folder);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::StoreTooNew);
        CHECK(refused.error().message.find("open it with the program that wrote it") !=
              std::string::npos);
        // Nobody but that program can know it sound.
        CHECK_FALSE(Environment::open({.directory = folder.path(), .map_bytes = kMap}));
        std::string line;
        std::getline(std::ifstream(folder.path() / "pemba.lock"), line);
        CHECK_FALSE(line.starts_with("closed: "));
    }

    TEST_CASE("open: a file that is no store, or was cut short, is refused") {
        TempStore folder;
        { std::ofstream(folder.path() / "data.mdb") << std::string(20'000, 'x'); }
        CHECK(open(folder).error().code == ErrorCode::StoreCorrupt);
        std::filesystem::remove_all(folder.path());
        std::filesystem::create_directory(folder.path());
        must(open(folder));
        auto data = folder.path() / "data.mdb";
        std::filesystem::resize_file(data, std::filesystem::file_size(data) - 4096);
        auto refused = open(folder);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::StoreCorrupt);
        CHECK(refused.error().message.find("cut short") != std::string::npos);
    }

    TEST_CASE("open: what a crash left of a store that was being made is cleared away") {
        TempStore folder;
        const auto unfinished = folder.path() / "unfinished-store";
        std::filesystem::create_directories(unfinished);
        { std::ofstream(unfinished / "data.mdb") << std::string(5'000, '\0'); }
        must(open(folder));
        CHECK_FALSE(std::filesystem::exists(unfinished));
        CHECK(std::filesystem::exists(folder.path() / "data.mdb"));
    }

    TEST_CASE("open: without create a missing store is an error, and nothing is made") {
        TempStore folder;
        CHECK(open(folder, false).error().code == ErrorCode::StoreFailed);
        CHECK(std::filesystem::is_empty(folder.path()));
    }

    TEST_CASE("open: one process at a time, and it is named") {
        TempStore folder;
        auto first = must(open(folder));
        auto refused = open(folder);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::StoreInUse);
        CHECK(refused.error().message.find("in use by process") != std::string::npos);
    }

    TEST_CASE("a full map fails the write and leaves the store as it was") {
        TempStore folder;
        auto environment = must(open(folder, true, 1 << 20));
        std::string value(1000, 'v');
        {
            auto transaction = must(environment->begin_write());
            Result<void> ok;
            for (int i = 0; ok && i < 10'000; ++i)
                ok = transaction->put(Table::Names, "key" + std::to_string(i), value);
            REQUIRE_FALSE(ok);
            CHECK(ok.error().code == ErrorCode::StoreFull);
        }
        auto reading = must(environment->begin_read());
        CHECK_FALSE(must(reading->get(Table::Names, "key0")));
    }

    TEST_CASE("room: an old snapshot that is read is seen, and what was given back counts") {
        TempStore folder;
        auto environment = must(open(folder, true, 8 << 20));
        auto commit = [&](auto change) {
            auto transaction = must(environment->begin_write());
            change(*transaction);
            must(transaction->commit());
        };
        const auto before = must(environment->room());
        CHECK(before.oldest_reader_behind == 0);
        auto reader = must(environment->begin_read());
        auto key = [](int i) { return "key" + std::to_string(i); };
        commit([&](WriteTransaction& transaction) {
            for (int i = 0; i < 10'000; ++i)
                must(transaction.put(Table::Meta, key(i), std::string(100, 'x')));
        });
        commit([&](WriteTransaction& transaction) {
            for (int i = 0; i < 10'000; ++i)
                must(transaction.erase(Table::Meta, key(i)));
        });
        const auto after = must(environment->room());
        CHECK(after.commits == before.commits + 2);
        CHECK(after.oldest_reader_behind == 2);
        CHECK(after.free_bytes > before.free_bytes + 1'000'000);
        CHECK(after.writable_bytes + 1'000'000 > before.writable_bytes);
        reader.reset();
        CHECK(must(environment->room()).oldest_reader_behind == 0);
    }

    TEST_CASE("a write transaction that is not committed changes nothing") {
        TempStore folder;
        auto environment = must(open(folder));
        { must(must(environment->begin_write())->put(Table::Names, "key", "value")); }
        CHECK_FALSE(must(must(environment->begin_read())->get(Table::Names, "key")));
    }
}
