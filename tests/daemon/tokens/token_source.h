// TokenSource: a file of issuers for a daemon, and tokens of theirs.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/tokens/signing_key.h"
#include "support/temp_store.h"

namespace pemba::testing {

/// Three issuers with one key: the tokens of `free` open all stores and namespaces, those of
/// `bound` the ones that they name; callers with tokens of `metered` have quotas.
class TokenSource {
public:
    TokenSource() {
        write("jwks.json", jwks({key_.jwk()}));
        const auto row = [&](const std::string& name, const std::string& more) {
            return "[[issuer]]\nname = \"" + name + "\"\nurl = \"" + url_of(name) +
                   "\"\naudiences = [\"pemba\"]\njwks-file = \"" + path("jwks.json") + "\"\n" +
                   more;
        };
        write("oidc.toml", row("free", "") +
                               row("bound", "stores-claim = \"stores\"\n"
                                            "namespaces-claim = \"types\"\n") +
                               row("metered", "requests-a-second = 2\n"
                                              "tuple-reads-a-second = 1000\n"));
    }

    [[nodiscard]] std::string file() const { return path("oidc.toml"); }
    /// A token of `free`; what `change` has takes the place of what a good one says.
    [[nodiscard]] std::string token(const std::string& scopes,
                                    const boost::json::object& change = {}) const {
        return key_.token(claims("free", scopes, change));
    }
    [[nodiscard]] std::string bound_token(const std::string& scopes, boost::json::array stores,
                                          boost::json::array types) const {
        return key_.token(claims("bound", scopes, {{"stores", stores}, {"types", types}}));
    }
    [[nodiscard]] std::string metered_token(const std::string& subject, int id) const {
        return key_.token(claims("metered", kAll, {{"sub", subject}, {"jti", id}}));
    }
    /// Signed by somebody else.
    [[nodiscard]] std::string forged_token(const std::string& scopes) const {
        return stranger_.token(claims("free", scopes, {}));
    }
    /// `pemba:read pemba:check …`: all that there are.
    static constexpr const char* kAll =
        "pemba:read pemba:check pemba:write pemba:schema pemba:admin";

private:
    static std::string url_of(const std::string& name) {
        return "https://" + name + ".example.com";
    }
    static boost::json::object claims(const std::string& issuer, const std::string& scopes,
                                      const boost::json::object& change) {
        const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        boost::json::object all{{"iss", url_of(issuer)},
                                {"aud", "pemba"},
                                {"sub", "ann"},
                                {"exp", now + 3600},
                                {"scope", scopes}};
        for (const auto& [name, value] : change)
            all[name] = value;
        return all;
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_.path() / name).string();
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
        std::filesystem::permissions(path(name), std::filesystem::perms(0600));
    }

    TempStore folder_;
    SigningKey key_ = SigningKey::ec("key"), stranger_ = SigningKey::ec("key");
};

} // namespace pemba::testing
