// Fuzzes tokens where clients give them back: any bytes in base64, or any text, are a token of this
// store or are refused. The first byte chooses the message, the second how many bytes of a token
// that the store gave out come before the rest.
#include <algorithm>
#include <array>
#include <string>

#include "base/digest.h"
#include "fuzz/served_store.h"

namespace {

using namespace pemba;

/// A message with a place for a token, and one whose answer has such a token.
struct Place {
    const char* method;
    const char* path;
    const char* body; ///< with `$` in place of the token, here or in the path
    const char* first_path;
    const char* first_body;
};

constexpr const char* kCheck = "/v1/permissions/check";
constexpr const char* kFirstCheck =
    R"({"consistency": {"fullyConsistent": true},
        "resource": {"objectType": "doc", "objectId": "1"}, "permission": "view",
        "subject": {"object": {"objectType": "user", "objectId": "ann"}}})";

const std::array<Place, 11> kPlaces{{
    {"POST", kCheck, R"({"consistency": {"atLeastAsFresh": {"token": "$"}},
         "resource": {"objectType": "doc", "objectId": "1"}, "permission": "view",
         "subject": {"object": {"objectType": "user", "objectId": "ann"}}})",
     kCheck, kFirstCheck},
    {"POST", kCheck, R"({"consistency": {"atExactSnapshot": {"token": "$"}},
         "resource": {"objectType": "doc", "objectId": "1"}, "permission": "view",
         "subject": {"object": {"objectType": "user", "objectId": "ann"}}})",
     kCheck, kFirstCheck},
    {"POST", "/v1/relationships/read", R"({"optionalLimit": 1, "optionalCursor": {"token": "$"},
         "relationshipFilter": {"resourceType": "doc"}})",
     "/v1/relationships/read",
     R"({"optionalLimit": 1, "relationshipFilter": {"resourceType": "doc"}})"},
    {"POST", "/v1/permissions/resources",
     R"({"optionalLimit": 1, "optionalCursor": {"token": "$"}, "resourceObjectType": "doc",
         "permission": "view", "subject": {"object": {"objectType": "user", "objectId": "ann"}}})",
     "/v1/permissions/resources",
     R"({"optionalLimit": 1, "resourceObjectType": "doc",
         "permission": "view", "subject": {"object": {"objectType": "user", "objectId": "ann"}}})"},
    {"POST", "/v1/relationships/exportbulk",
     R"({"optionalLimit": 1, "optionalCursor": {"token": "$"}})", "/v1/relationships/exportbulk",
     R"({"optionalLimit": 1})"},
    {"POST", "/v1/watch", R"({"optionalStartCursor": {"token": "$"}})", kCheck, kFirstCheck},
    {"POST", "/stores/{store_id}/read", R"({"page_size": 1, "continuation_token": "$"})",
     "/stores/{store_id}/read", R"({"page_size": 1})"},
    {"GET", "/stores/{store_id}/changes?page_size=1&continuation_token=$", "",
     "/stores/{store_id}/changes?page_size=1", ""},
    {"GET", "/stores/{store_id}/authorization-models?page_size=1&continuation_token=$", "",
     "/stores/{store_id}/authorization-models?page_size=1", ""},
    {"GET", "/stores?page_size=1&continuation_token=$", "", "/stores?page_size=1", ""},
    {"POST", "/access/v1/search/resource",
     R"({"subject": {"type": "user", "id": "ann"}, "action": {"name": "view"},
         "resource": {"type": "doc"}, "page": {"limit": 1, "token": "$"}})",
     "/access/v1/search/resource",
     R"({"subject": {"type": "user", "id": "ann"}, "action": {"name": "view"},
         "resource": {"type": "doc"}, "page": {"limit": 1}})"},
}};

// As JSON and paths let it through.
std::string harmless(std::string token) {
    std::erase_if(token, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > '~' ||
               c == '"' || c == '\\';
    });
    return token;
}

std::string url_safe(std::string token) {
    std::ranges::replace(token, '+', '-');
    std::ranges::replace(token, '/', '_');
    return token;
}

// The bytes of a token in either alphabet, or none.
std::string bytes_of(std::string token) {
    std::ranges::replace(token, '-', '+');
    std::ranges::replace(token, '_', '/');
    return base::from_base64(token).value_or("");
}

// The last member of an answer whose name is `token` or ends so.
std::string token_in(const std::string& answer) {
    constexpr std::string_view kMember = R"(token":")";
    const auto at = answer.rfind(kMember);
    if (at == answer.npos)
        return {};
    const auto begin = at + kMember.size();
    return answer.substr(begin, answer.find('"', begin) - begin);
}

void ask(testing::ServedStore& store, const Place& place, const std::string& token) {
    const auto fill = [&](std::string text) {
        const auto at = text.find('$');
        return at == text.npos ? text : text.replace(at, 1, token);
    };
    store.answer(place.method, fill(store.with_ids(place.path)), fill(place.body));
}

// The token with other bytes from a place on, in itself and in the token that its bytes end with.
void ask_changed(testing::ServedStore& store, const Place& place, const std::string& token,
                 std::size_t kept, const std::string& rest) {
    const auto change = [&](const std::string& bytes) {
        return base::to_base64(bytes.substr(0, kept) + rest);
    };
    const auto bytes = bytes_of(token);
    ask(store, place, change(bytes));
    ask(store, place, url_safe(change(bytes)));
    const auto inner = bytes.rfind('|') + 1; // npos + 1 is 0
    if (const auto inner_bytes = bytes_of(bytes.substr(inner)); !inner_bytes.empty())
        ask(store, place, url_safe(base::to_base64(bytes.substr(0, inner) + change(inner_bytes))));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static testing::ServedStore store;
    if (size < 2)
        return 0;
    store.renew();
    const auto& place = kPlaces[data[0] % kPlaces.size()];
    const std::string rest(reinterpret_cast<const char*>(data) + 2, size - 2);
    const auto token =
        token_in(store.answer(place.method, store.with_ids(place.first_path), place.first_body));
    ask_changed(store, place, token, data[1], rest);
    ask(store, place, harmless(rest));
    return 0;
}
