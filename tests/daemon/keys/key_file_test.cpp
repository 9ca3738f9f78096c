// Key files: what is read, what is written, and that a mistake is refused.
#include "keys/key_file.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "support/must.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

const std::string kDigest(64, 'a');

std::string entry(const std::string& fields) {
    return "[[key]]\nname = \"ci\"\nhash = \"sha256:" + kDigest +
           "\"\nscopes = [\"check\"]\ncreated = \"2026-01-02T03:04:05Z\"\n" + fields;
}

std::string refusal(const std::string& text) {
    const auto keys = keys::parse_keys(text);
    return keys ? "" : keys.error().message;
}

} // namespace

TEST_SUITE("keys/key_file") {
    TEST_CASE("key file: what is written is read again") {
        std::vector<keys::Key> keys(2);
        keys[0].name = keys[1].name = "ci";
        keys[0].hash = keys::hash_of("one");
        keys[1].hash = keys::hash_of("two");
        keys[0].scopes = keys::Scopes::all();
        keys[1].scopes.add(keys::Scope::Check);
        keys[1].stores = {"01H0H015178Y2V4CX10C2KGHF4", "default"};
        keys[1].namespaces = {"doc"};
        keys[1].a_second = {.requests = 100, .tuple_reads = 1'000'000'000};
        keys[1].created = *keys::time_from_text("2026-11-25");
        keys[1].expires = *keys::time_from_text("2028-02-29T23:59:59Z");
        const std::string text = keys::print_keys(keys);
        CHECK(keys::print_keys(must(keys::parse_keys(text))) == text);
        CHECK(must(keys::parse_keys("")).empty());
    }
    TEST_CASE("key file: a mistake opens nothing, it is refused with its line") {
        CHECK(refusal(entry("")).empty());
        CHECK(refusal(entry("store = [\"a\"]")) == "line 1: there is no field `store`");
        CHECK(refusal(entry("stores = []")) == "line 1: `stores` is no list of at least one text");
        CHECK(refusal(entry("namespaces = \"doc\"")) ==
              "line 1: `namespaces` is no list of at least one text");
        CHECK(refusal(entry("namespaces = [\"a b\"]")) ==
              "line 1: `namespaces` has something else than names");
        CHECK(refusal(entry("requests-a-second = 0")) ==
              "line 1: `requests-a-second` is no number from 1 to 1000000000");
        CHECK(refusal(entry("tuple-reads-a-second = \"9\"")) ==
              "line 1: `tuple-reads-a-second` is no number from 1 to 1000000000");
        CHECK(refusal(entry("expires = \"2027-02-30\"")) ==
              "line 1: `expires` is no time such as `2027-01-31T00:00:00Z`");
        CHECK(refusal(entry("") + entry("")) == "line 6: this hash stands there twice");
        CHECK(refusal("keys = 1") == "line 1: `keys` is not `[[key]]`");
        CHECK(refusal("[[key]]\nname = \"a b\"") ==
              "line 1: `name` is not 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        CHECK(refusal("[[key]]\nname = \"a\"\nhash = \"sha256:00\"") ==
              "line 1: `hash` is not of the form `sha256:` and 64 digits of 0-9a-f");
        CHECK(refusal("[[key]]\nname = \"a\"\nhash = \"sha256:" + kDigest +
                      "\"\nscopes = [\"all\"]") ==
              "line 1: there is no scope `all`; there are `read`, `check`, `write`, `schema`, "
              "`admin`");
    }
    TEST_CASE("key file: a plain key of old is refused, and how to make one is said") {
        CHECK(refusal("secret\n").find("`pemba key create`") != std::string::npos);
    }
    TEST_CASE("key file: one that others may write to is not trusted") {
        const TempStore folder;
        const auto file = folder.path() / "keys";
        std::ofstream(file) << entry("");
        using std::filesystem::perms;
        std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
        CHECK(must(keys::read_key_file(file)).size() == 1);
        std::filesystem::permissions(file, perms::all);
        CHECK(!keys::read_key_file(file));
        CHECK(!keys::read_key_file(folder.path() / "nothing"));
    }
    TEST_CASE("keys: no two are the same, and none stands in its file") {
        const std::string one = keys::random_key();
        CHECK(one.size() == std::string("pemba_").size() + 64);
        CHECK(one != keys::random_key());
        const keys::Key key{.name = "a", .hash = keys::hash_of(one), .scopes = {}};
        CHECK(keys::print_keys({key}).find(one.substr(6, 16)) == std::string::npos);
        CHECK(keys::to_hex(keys::hash_of("abc")) ==
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
