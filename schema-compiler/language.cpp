// The table of languages.
#include "pemba/schema/language.h"

#include <cstddef>

namespace pemba::schema {

const std::vector<LanguageInfo>& languages() {
    static const std::vector<LanguageInfo> kLanguages{
        {Language::Zed, "zed", Dialect::Zed, {".zed"}},
        {Language::Fga, "fga", Dialect::Fga, {".fga"}},
        {Language::FgaJson, "fga-json", Dialect::Fga, {".json"}},
        {Language::Zanzibar, "zanzibar", Dialect::Zanzibar, {".zanzibar", ".textproto", ".txtpb"}},
    };
    return kLanguages;
}

const LanguageInfo& info(Language language) {
    return languages()[static_cast<std::size_t>(language)];
}

std::optional<Language> language_of_file(std::string_view file_name) {
    for (const LanguageInfo& one : languages())
        for (const std::string_view suffix : one.suffixes)
            if (file_name.ends_with(suffix))
                return one.language;
    return std::nullopt;
}

} // namespace pemba::schema
