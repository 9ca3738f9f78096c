// Dialect: the schema languages that tuples can be written under.
#pragma once

#include <cstdint>

namespace pemba {

/// The language a schema was written in. It decides which names tuples may have (relation_tuple.h)
/// and, where the systems that the languages come from differ, what tuples mean.
enum class Dialect : std::uint8_t {
    Zed,      ///< SpiceDB's
    Fga,      ///< OpenFGA's
    Zanzibar, ///< the namespace configs of the Zanzibar paper
};

} // namespace pemba
