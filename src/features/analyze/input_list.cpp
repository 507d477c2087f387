#include "input_list.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"

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
    if (const auto stat = stat_file(path); stat && stat->kind == FileKind::folder)
        return error(ErrorCode::invalid_argument, printable(path) + " is a folder, not a list of paths",
                     "name the folder itself: stratum analyze " + printable(path));
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return file_error(errno, "cannot open the list", path);
    auto names = read_list(file, separator);
    if (file.bad()) return file_error(errno != 0 ? errno : EIO, "cannot read the list", path);
    return names;
}

}  // namespace stratum::analyze
