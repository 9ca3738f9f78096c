// Page: tokens are the question's digest, the limit, the snapshot and the last result.
#include "api/authzen/page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include <openssl/evp.h>

#include "api/openfga/page_token.h"

namespace pemba::api::authzen {
namespace {

constexpr std::size_t kDigestBytes = 16;
constexpr char kSeparator = '\n';

std::string digest_of(std::string_view question) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(question.data(), question.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return openfga::page_token({reinterpret_cast<const char*>(digest.data()), kDigestBytes});
}

std::optional<std::size_t> number_in(std::string_view digits) {
    std::size_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

struct Token {
    std::string question;
    std::size_t limit = 0;
    Zookie found_at;
    std::string after;
};

std::string encode(const Token& token) {
    return openfga::page_token(token.question + kSeparator + std::to_string(token.limit) +
                               kSeparator + std::string(token.found_at.token) + kSeparator +
                               token.after);
}

std::optional<Token> decode(std::string_view text) {
    const auto place = openfga::place_of(text);
    if (!place)
        return {};
    std::string_view rest = *place;
    const auto take = [&rest] {
        const std::string_view part = rest.substr(0, rest.find(kSeparator));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        return part;
    };
    Token token;
    token.question = take();
    const auto limit = number_in(take());
    token.found_at.token = take();
    token.after = rest;
    if (!limit || token.found_at.token.empty() || token.after.empty())
        return {};
    token.limit = *limit;
    return token;
}

std::size_t decode_limit(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return 0;
    const auto limit = node->kind == JsonNode::Kind::Number ? number_in(node->text) : std::nullopt;
    if (!limit || *limit == 0)
        in.fail("`page.limit` must be a whole number, 1 or more");
    return limit.value_or(0);
}

void go_on(Decoder& in, std::string_view text, PageRequest& request) {
    auto token = decode(text);
    const bool same = token && token->question == request.question &&
                      (request.limit == 0 || request.limit == token->limit);
    if (!same)
        return in.fail("`page.token` is not one of this search: with a token everything else must "
                       "be as it was in the request before, the schema below a store included",
                       Code::InvalidContinuationToken);
    request.limit = token->limit;
    request.consistency = Consistency::exact_snapshot(std::move(token->found_at));
    request.after = std::move(token->after);
}

} // namespace

bool comes_before(std::string_view a, std::string_view b) {
    return std::pair(a != "*", a) < std::pair(b != "*", b);
}

PageRequest decode_page(Decoder& in, const JsonNode* page, std::string_view question) {
    PageRequest request;
    request.is_asked_for = page != nullptr;
    if (page == nullptr)
        return request;
    request.question = digest_of(question);
    request.limit = decode_limit(in, in.member(page, "limit"));
    const JsonNode* token = in.member(page, "token");
    if (token != nullptr && token->kind != JsonNode::Kind::String)
        in.fail("`page.token` must be a string");
    else if (token != nullptr && !token->text.empty())
        go_on(in, token->text, request);
    return request;
}

Page cut(const PageRequest& request, const std::vector<std::string>& all, const Zookie& found_at) {
    const auto first = request.after.empty()
                           ? all.begin()
                           : std::ranges::upper_bound(all, request.after, comes_before);
    const auto left = static_cast<std::size_t>(all.end() - first);
    const std::size_t count = request.limit == 0 ? left : std::min(left, request.limit);
    Page page{{first, count}, {}};
    if (count < left)
        page.next_token = encode({request.question, request.limit, found_at, page.results.back()});
    return page;
}

} // namespace pemba::api::authzen
