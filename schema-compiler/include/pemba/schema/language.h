// Language: the schema languages, their names and the files they stand in.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "pemba/dialect.h"
#include "pemba/export.h"

namespace pemba::schema {

/// The schema languages.
enum class Language {
    Zed,      ///< SpiceDB's
    Fga,      ///< OpenFGA's DSL; a model of several files: pemba/schema/modules.h
    FgaJson,  ///< the JSON form of OpenFGA's models, as its API takes and gives it
    Zanzibar, ///< the namespace configs of the Zanzibar paper, as text proto
};

/// What a program needs to know of a language. The views live for ever.
struct LanguageInfo {
    Language language;
    std::string_view name;                  ///< for command lines: `zed`
    Dialect dialect;                        ///< of the schemas compiled from it
    std::vector<std::string_view> suffixes; ///< of its files, with the dot
};

/// Every language, in the order of the enumeration.
[[nodiscard]] PEMBA_EXPORT const std::vector<LanguageInfo>& languages();

[[nodiscard]] PEMBA_EXPORT const LanguageInfo& info(Language language);
/// The language whose files end like this one; nothing if none has.
[[nodiscard]] PEMBA_EXPORT std::optional<Language> language_of_file(std::string_view file_name);

} // namespace pemba::schema
