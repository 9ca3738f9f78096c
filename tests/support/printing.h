// How doctest shows Pemba's types in a failure: as the text that a person would write.
// Object, Userset, Subject and RelationTuple print themselves (pemba/relation_tuple.h).
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "pemba/engine.h"

namespace pemba {

inline std::ostream& operator<<(std::ostream& out, ErrorCode code) {
    return out << to_string(code);
}

inline std::ostream& operator<<(std::ostream& out, const Error& error) {
    return out << to_string(error.code) << ": " << error.message;
}

inline std::ostream& operator<<(std::ostream& out, Permissionship permissionship) {
    switch (permissionship) {
    case Permissionship::No: return out << "no";
    case Permissionship::Yes: return out << "yes";
    case Permissionship::Conditional: return out << "conditional";
    }
    return out;
}

inline std::ostream& operator<<(std::ostream& out, const Zookie& zookie) {
    return out << zookie.token.view();
}

inline std::ostream& operator<<(std::ostream& out, const SubjectType& type) {
    out << type.namespace_name;
    if (type.wildcard)
        return out << ":*";
    return type.relation.empty() ? out : out << '#' << type.relation;
}

inline std::ostream& operator<<(std::ostream& out, const FoundSubject& found) {
    out << found.id;
    for (const ExcludedSubject& excluded : found.excluded)
        out << " -" << excluded.id;
    return out;
}

} // namespace pemba

namespace doctest {

/// A list as `[a, b]`.
template <class T>
struct StringMaker<std::vector<T>> {
    static String convert(const std::vector<T>& list) {
        String text = "[";
        for (std::size_t i = 0; i < list.size(); ++i)
            text += (i == 0 ? String("") : String(", ")) + toString(list[i]);
        return text + "]";
    }
};

} // namespace doctest
