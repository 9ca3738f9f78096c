// SignedToken: split at the dots, decode, look at the header.
#include "tokens/signed_token.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "tokens/base64url.h"
#include "tokens/json_object.h"

namespace pemba::tokens {

namespace json = boost::json;

namespace {

constexpr std::ptrdiff_t kDots = 2;
constexpr std::size_t kMostKidBytes = 256;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

Result<std::string> decoded(std::string_view part, std::string_view name) {
    if (auto bytes = from_base64url(part); bytes && !bytes->empty())
        return *std::move(bytes);
    return invalid(fmt::format("the {} is no base64url", name));
}

Result<json::object> object_in(std::string_view part, std::string_view name) {
    PEMBA_TRY(const std::string text, decoded(part, name));
    auto object = parse_object(text);
    if (!object)
        return std::move(object).error().with_context(fmt::format("the {}", name));
    return object;
}

// RFC 8725 §3.11: a token that was made for something else is not an access token. Types are media
// types, of which `application/` may be left out, in any case.
Result<void> expect_type(const json::object& header) {
    if (!header.contains("typ"))
        return {};
    PEMBA_TRY(std::string type, text_of(header, "typ"));
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
    constexpr std::string_view kPrefix = "application/";
    if (type.starts_with(kPrefix))
        type.erase(0, kPrefix.size());
    if (type != "jwt" && type != "at+jwt")
        return invalid("its `typ` is neither `JWT` nor `at+jwt`");
    return {};
}

// What changes how a token is to be read, none of which is understood here.
Result<void> expect_no_extensions(const json::object& header) {
    for (const char* name : {"crit", "b64", "zip", "enc"})
        if (header.contains(name))
            return invalid(fmt::format("its header has `{}`", name));
    return {};
}

Result<Algorithm> algorithm_in(const json::object& header) {
    PEMBA_TRY(const std::string name, text_of(header, "alg"));
    if (const auto algorithm = algorithm_named(name))
        return *algorithm;
    return invalid("its `alg` is no asymmetric signature known here");
}

Result<std::string> kid_in(const json::object& header) {
    PEMBA_TRY(std::string kid, text_of(header, "kid"));
    if (kid.empty() || kid.size() > kMostKidBytes)
        return invalid("its `kid` is empty or longer than 256 bytes");
    return kid;
}

} // namespace

bool has_form_of_token(std::string_view credential) {
    return std::ranges::count(credential, '.') >= kDots;
}

Result<SignedToken> SignedToken::parse(std::string_view text) {
    if (text.size() > kMostTokenBytes)
        return invalid("it is longer than 8 KiB");
    if (std::ranges::count(text, '.') != kDots)
        return invalid("it has not three parts");
    const std::size_t first = text.find('.'), second = text.rfind('.');
    PEMBA_TRY(const json::object header, object_in(text.substr(0, first), "header"));
    SignedToken token;
    PEMBA_CHECK_OK(expect_type(header));
    PEMBA_CHECK_OK(expect_no_extensions(header));
    PEMBA_TRY(token.algorithm, algorithm_in(header));
    PEMBA_TRY(token.kid, kid_in(header));
    PEMBA_TRY(token.claims, object_in(text.substr(first + 1, second - first - 1), "claims"));
    PEMBA_TRY(token.signature, decoded(text.substr(second + 1), "signature"));
    token.signed_part = text.substr(0, second);
    return token;
}

} // namespace pemba::tokens
