#pragma once

#include "stratum/base/result.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Files by name. Names are bytes as the system gives them, not text; `valid_utf8` makes them fit to be shown.
namespace stratum {

enum class FileKind : std::uint8_t { regular, folder, link, other };

/// What tells one file from another, and one state of a file from the next, without reading it.
struct FileStat {
    FileKind kind = FileKind::other;
    std::int64_t size = 0;
    std::int64_t modified_ns = 0;  ///< Since 1970, as the file system keeps it.
    std::uint64_t volume = 0;
    std::uint64_t inode = 0;  ///< Unique on its volume.
    friend bool operator==(const FileStat&, const FileStat&) = default;
};

enum class Links : std::uint8_t { follow, keep };
/// Errors: `not_found`, `permission_denied`, `io` (also for a circle of links).
[[nodiscard]] Result<FileStat> stat_file(const std::string& path, Links links = Links::follow);
[[nodiscard]] bool exists(const std::string& path);

struct FolderEntry {
    std::string name;
    FileKind kind = FileKind::other;
};
/// Everything but "." and "..", in the order of the bytes of the names. Errors: as `stat_file`.
[[nodiscard]] Result<std::vector<FolderEntry>> list_folder(const std::string& path);

/// Whole files that we wrote or a person did: `limit` bytes at most, more is `invalid_argument`.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t limit = std::size_t{1} << 20);

/// Makes the folder and those above it, readable by the user alone. Fine when it is there.
/// Errors: `permission_denied`, `already_exists` (something else has the name), `no_space`, `io`.
Result<void> make_folders(const std::string& path);
/// As that, and the names of all of them outlive a power cut when this returns, also where somebody else has just made
/// them. Errors: also those of `sync_folder`, of folders in which one was made.
Result<void> make_lasting_folders(const std::string& path);
/// Which names there are in the folder outlives a power cut when this returns. Errors: `io`, `no_space`, those of
/// `stat_file`.
Result<void> sync_folder(const std::string& path);
[[nodiscard]] bool is_writable_folder(const std::string& path);

/// The path from the root, with "." and ".." taken out but links left as they are; nothing needs to exist.
[[nodiscard]] std::string absolute_path(std::string_view path);
/// The one name of an existing file, with all links followed. Errors: as `stat_file`.
[[nodiscard]] Result<std::string> real_path(const std::string& path);
[[nodiscard]] std::string join_path(std::string_view folder, std::string_view name);
[[nodiscard]] std::string_view file_name_of(std::string_view path);
/// Lower case, without the dot; empty when there is none or the name only begins with a dot.
[[nodiscard]] std::string extension_of(std::string_view path);

/// Shell patterns: * and ? (neither matches /), ** (matches it too), [abc], [!abc], \x. Compares bytes.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);

/// The error of a failed system call, by its errno, about `path`.
[[nodiscard]] Error file_error(int code, std::string_view what, std::string_view path);

}  // namespace stratum
