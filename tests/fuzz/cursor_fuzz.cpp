// Fuzzes tokens where clients give them back: any bytes in base64, or any text, are a token of this
// store or are refused. The first byte chooses the message.
#include <algorithm>
#include <array>
#include <string>

#include "base/digest.h"
#include "fuzz/served_store.h"

namespace {

using namespace pemba;

struct Place {
    const char* method;
    const char* path; // with the token if it ends so
    const char* before;
    const char* after;
};

const std::array<Place, 9> kPlaces{{
    {"POST", "/v1/permissions/check", R"({"consistency": {"atLeastAsFresh": {"token": ")",
     R"("}}, "resource": {"objectType": "doc", "objectId": "1"}, "permission": "view",
         "subject": {"object": {"objectType": "user", "objectId": "ann"}}})"},
    {"POST", "/v1/permissions/check", R"({"consistency": {"atExactSnapshot": {"token": ")",
     R"("}}, "resource": {"objectType": "doc", "objectId": "1"}, "permission": "view",
         "subject": {"object": {"objectType": "user", "objectId": "ann"}}})"},
    {"POST", "/v1/relationships/read", R"({"optionalLimit": 1, "optionalCursor": {"token": ")",
     R"("}, "relationshipFilter": {"resourceType": "doc"}})"},
    {"POST", "/v1/permissions/resources", R"({"optionalLimit": 1, "optionalCursor": {"token": ")",
     R"("}, "resourceObjectType": "doc", "permission": "view",
         "subject": {"object": {"objectType": "user", "objectId": "ann"}}})"},
    {"POST", "/v1/watch", R"({"optionalStartCursor": {"token": ")", R"("}})"},
    {"POST", "/stores/{store_id}/read", R"({"page_size": 1, "continuation_token": ")", R"("})"},
    {"GET", "/stores/{store_id}/changes?continuation_token=", nullptr, nullptr},
    {"GET", "/stores?continuation_token=", nullptr, nullptr},
    {"POST", "/access/v1/search/subject",
     R"({"subject": {"type": "user"}, "action": {"name": "view"},
         "resource": {"type": "doc", "id": "1"}, "page": {"limit": 1, "token": ")",
     R"("}})"},
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
    return token.substr(0, token.find('='));
}

void ask(testing::ServedStore& store, const Place& place, const std::string& token) {
    const auto path = store.with_ids(place.path);
    if (place.before)
        store.answer(place.method, path, place.before + token + place.after);
    else
        store.answer(place.method, path + token, "");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static testing::ServedStore store;
    if (size == 0)
        return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto& place = kPlaces[data[0] % kPlaces.size()];
    const auto token = base::to_base64(bytes);
    ask(store, place, token);
    ask(store, place, url_safe(token));
    ask(store, place, harmless(bytes));
    return 0;
}
