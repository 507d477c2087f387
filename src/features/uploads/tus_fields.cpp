#include "tus_fields.hpp"

#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace stratum::uploads {
namespace {

constexpr std::size_t kLongestField = 8000;
constexpr std::size_t kLongestName = 255;   ///< Bytes, as file systems have it.
constexpr std::size_t kLongestPath = 2000;  ///< Of name and folders.

Error wrong(std::string what, std::string hint = {}) {
    return error(ErrorCode::invalid_argument, "Upload-Metadata " + std::move(what), std::move(hint));
}

/// One name of a path, or why it is none.
Result<std::string> name_from(std::string_view part) {
    if (!is_utf8(part)) return wrong("holds a name that is no UTF-8");
    std::string name = printable(part);  // control characters would move the cursor of whoever reads it
    if (name == "." || name == "..") return wrong("holds the name \"" + name + "\"", "send the file's own name");
    if (name.size() > kLongestName) return wrong("holds a name of more than 255 bytes", "send a shorter one");
    return name;
}

/// The names of a path; backslashes are those of Windows.
Result<std::string> path_from(std::string text) {
    std::ranges::replace(text, '\\', '/');
    std::string path;
    for (const std::string_view part : split(text, '/')) {
        if (part.empty()) continue;
        STRATUM_TRY(const std::string name, name_from(part));
        path += (path.empty() ? "" : "/") + name;
    }
    return path;
}

}  // namespace

Result<Description> parse_metadata(std::string_view field) {
    if (field.size() > kLongestField) return wrong("is longer than 8000 bytes");
    std::string file_name;
    std::string folder;
    Description description;
    std::set<std::string_view> keys;
    for (std::string_view pair : split(field, ',')) {
        pair = trim(pair);
        const auto middle = pair.find(' ');
        const std::string_view key = pair.substr(0, middle);
        if (key.empty()) {
            if (pair.empty() && trim(field).empty()) break;  // no pairs at all
            return wrong("has a pair without a key", "send \"key base64\", separated by commas");
        }
        if (!keys.insert(key).second) return wrong("has the key " + printable(key) + " twice");
        const auto bytes =
            from_base64(middle == std::string_view::npos ? std::string_view{} : trim(pair.substr(middle)));
        if (!bytes) return wrong("has a value of " + printable(key) + " that is no base64");
        const std::string value{bytes->begin(), bytes->end()};
        if (key == "filename") {
            STRATUM_TRY(file_name, path_from(value));
        } else if (key == "relative_path") {
            STRATUM_TRY(folder, path_from(value));
        } else if (key == "playlist") {
            description.playlist = parse_uuid(value);
            if (!description.playlist) return wrong("has a playlist that is no id");
        }
    }
    // Some browsers send the folders with the name.
    const auto slash = file_name.rfind('/');
    if (slash != std::string::npos) file_name.erase(0, slash + 1);
    if (file_name.empty()) return wrong("has no filename", "send \"filename <base64 of the file's name>\"");
    // Some send the file's own name at the end of the path.
    if (folder == file_name) folder.clear();
    if (folder.ends_with("/" + file_name)) folder.resize(folder.size() - file_name.size() - 1);
    description.name = folder.empty() ? file_name : folder + "/" + file_name;
    if (description.name.size() > kLongestPath) return wrong("names a path of more than 2000 bytes");
    return description;
}

Result<std::optional<Checksum>> parse_checksum(std::string_view field) {
    field = trim(field);
    if (field.empty()) return std::optional<Checksum>{};
    const auto middle = field.find(' ');
    const std::string_view algorithm = field.substr(0, middle);
    const std::size_t size = algorithm == "sha256" ? 32 : algorithm == "sha1" ? 20 : 0;
    if (size == 0)
        return error(ErrorCode::invalid_argument,
                     "Upload-Checksum is of the kind " + fit_columns(algorithm, 40) + ", which is not known here",
                     "send \"sha256 <base64>\" or \"sha1 <base64>\"");
    auto value = from_base64(middle == std::string_view::npos ? std::string_view{} : trim(field.substr(middle)));
    if (!value || value->size() != size)
        return error(ErrorCode::invalid_argument, "Upload-Checksum is no base64 of " + std::to_string(size) + " bytes");
    return std::optional{Checksum{std::string{algorithm}, std::move(*value)}};
}

Result<std::int64_t> parse_bytes(std::string_view name, std::string_view field) {
    field = trim(field);
    const auto digits = std::ranges::all_of(field, [](char c) { return c >= '0' && c <= '9'; });
    const auto number = parse_integer(field);
    if (field.empty() || !digits || !number)
        return error(ErrorCode::invalid_argument,
                     std::string{name} + (field.empty() ? " is missing" : " is no number of bytes"),
                     "send it as digits: \"" + std::string{name} + ": 1048576\"");
    return *number;
}

}  // namespace stratum::uploads
