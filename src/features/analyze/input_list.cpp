#include "input_list.hpp"

#include "stratum/base/os/files.hpp"

#include <cerrno>
#include <fstream>

namespace stratum::analyze {

std::vector<std::string> read_list(std::istream& in, char separator) {
    std::vector<std::string> names;
    for (std::string name; std::getline(in, name, separator);) {
        if (separator == '\n' && name.ends_with('\r')) name.pop_back();
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

Result<std::vector<std::string>> read_list_file(const std::string& path, std::istream& in, char separator) {
    if (path == "-") return read_list(in, separator);
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return file_error(errno, "cannot open the list", path);
    return read_list(file, separator);
}

}  // namespace stratum::analyze
