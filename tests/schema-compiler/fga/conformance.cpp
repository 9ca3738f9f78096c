// What the sets of cases share.
#include "fga/conformance.h"

#include <fstream>
#include <iostream>

#include <boost/json/parse.hpp>

#include "files.h"

namespace pemba::tests {

Conformance::Conformance(const fs::path& exceptions) {
    std::ifstream file(exceptions);
    for (std::string line; std::getline(file, line);)
        if (const std::size_t end = line.rfind(": "); end != std::string::npos && line[0] != '#')
            exceptions_[line.substr(0, end)] = false;
}

void Conformance::expect(bool holds, const std::string& set, const std::string& name,
                         const std::string& what) {
    const auto exception = exceptions_.find(set + "/" + name);
    if (exception != exceptions_.end() && !holds) {
        excepted_ += exception->second ? 0 : 1;
        exception->second = true;
        return;
    }
    ++(holds ? passed_ : failed_);
    if (!holds)
        std::cout << "failed: " << set << "/" << name << ": " << what << "\n";
}

int Conformance::finish() {
    for (const auto& [name, met] : exceptions_)
        if (!met) {
            ++failed_;
            std::cout << "failed: the exception `" << name << "` is none\n";
        }
    std::cout << excepted_ << " listed as exceptions\n";
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 ? 0 : 1;
}

json::value read_json(const fs::path& path) {
    return json::parse(read_file(path));
}

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : std::string();
}

json::value without_nothing(const json::value& value) {
    if (const auto* array = value.if_array()) {
        json::array out;
        for (const json::value& item : *array)
            out.push_back(without_nothing(item));
        return out;
    }
    if (!value.is_object())
        return value;
    json::object out;
    for (const auto& [key, member] : value.get_object()) {
        json::value kept = without_nothing(member);
        const bool is_empty = kept.is_null() || kept == "" || kept == json::array() ||
                              (kept == json::object() && key != "this" && key != "wildcard");
        if (!is_empty)
            out[key] = std::move(kept);
    }
    return out;
}

std::string rendered(const schema::CompileResult& result, const std::string& text) {
    return "\n" + schema::render(result.diagnostics, text, "model", schema::RenderStyle::Plain);
}

} // namespace pemba::tests
