// Files, by the standard library.
#include "files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace pemba::tests {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               const std::string& extension) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == extension)
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string schema_of_yaml(const std::string& text) {
    std::string schema;
    const std::size_t key = text.find("schema: |");
    if (key == std::string::npos)
        return schema;
    for (std::size_t at = text.find('\n', key) + 1; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        if (!line.empty() && line.front() != ' ')
            break;
        schema += line.substr(std::min<std::size_t>(2, line.size())) + "\n";
        at = end + 1;
    }
    return schema;
}

} // namespace pemba::tests
