#include "scan.hpp"

#include "audio_names.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

namespace stratum::analyze {
namespace {

class Scanner {
  public:
    Scanner(const ScanOptions& options, std::stop_token stop, const std::function<void(std::size_t)>& tick)
        : options_(options), stop_(std::move(stop)), tick_(tick) {}

    void named(const std::string& path) {
        const auto real = real_path(path);
        root_ = absolute_path(path);
        if (is_named_excluded(path, real ? *real : root_)) {
            ++scan_.excluded;
            return;
        }
        const auto stat = real ? stat_file(*real) : Result<FileStat>{real.error()};
        if (!stat) {
            problem(path, stat.error().code == ErrorCode::not_found
                              ? error(ErrorCode::not_found, "there is no such file or folder")
                              : stat.error());
        } else if (stat->kind == FileKind::folder) {
            folder(*real, *stat, "");
        } else if (stat->kind == FileKind::regular) {
            file(*real, *stat);
        } else {
            problem(path, error(ErrorCode::unsupported, "is a device, pipe or socket, not a file"));
        }
    }

    Scan take() { return std::move(scan_); }

  private:
    /// `below` is the path from the folder that was named, for patterns.
    void folder(const std::string& path, const FileStat& stat, const std::string& below) {
        if (!visited_.emplace(stat.volume, stat.inode).second) return;
        auto entries = list_folder(path);
        if (!entries) return problem(path, std::move(entries).error());
        for (const FolderEntry& entry : *entries) {
            if (stop_.stop_requested()) return;
            entered(entry, path, below.empty() ? entry.name : below + "/" + entry.name);
        }
    }

    void entered(const FolderEntry& entry, const std::string& folder_path, const std::string& below) {
        // "._name" beside "name" is where macOS keeps what other file systems can not; never audio.
        if (entry.name.starts_with("._") || entry.name == "__MACOSX") return;
        if (entry.name.starts_with('.') && !options_.hidden) return;
        std::string path = join_path(folder_path, entry.name);
        if (is_excluded(entry.name, below, path)) {
            ++scan_.excluded;
            return;
        }
        if (entry.kind == FileKind::regular && !is_audio_name(entry.name)) {
            ++scan_.not_audio;
            return;
        }
        if (entry.kind == FileKind::link) {
            auto real = real_path(path);
            // A link that leads nowhere is as much a part of folders as a note or a picture; it says nothing about
            // music.
            if (!real) {
                if (is_audio_name(path)) problem(path, error(ErrorCode::not_found, "is a link that leads nowhere"));
                return;
            }
            path = std::move(*real);
        }
        const auto stat = stat_file(path);
        if (!stat) return problem(path, stat.error());
        if (stat->kind == FileKind::folder) return folder(path, *stat, below);
        if (stat->kind != FileKind::regular) return;
        if (!is_audio_name(path) && !is_audio_name(entry.name)) {
            ++scan_.not_audio;
            return;
        }
        file(path, *stat);
    }

    void file(const std::string& path, const FileStat& stat) {
        if (!seen_.insert(path).second) return;
        scan_.files.push_back({path, stat});
        if (tick_ && scan_.files.size() % 256 == 0) tick_(scan_.files.size());
    }

    static std::string_view without_slashes(std::string_view path) {
        while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
        return path;
    }
    static std::string_view without_dot(std::string_view path) {
        while (path.starts_with("./")) path.remove_prefix(2);
        return path;
    }

    [[nodiscard]] bool is_excluded(const std::string& name, const std::string& below, const std::string& path) const {
        return std::ranges::any_of(options_.exclude, [&](std::string_view pattern) {
            pattern = without_slashes(pattern);
            if (!pattern.contains('/')) return matches_glob(pattern, name);
            if (pattern.starts_with('/'))
                return matches_glob(pattern, path) || matches_glob(pattern, join_path(root_, below));
            return matches_glob(without_dot(pattern), below);
        });
    }

    /// What was named lies in folders that were not searched, so a pattern for one of those counts as well.
    [[nodiscard]] bool is_named_excluded(const std::string& path, const std::string& real) const {
        const std::string_view given = without_dot(without_slashes(path));
        const std::string name{file_name_of(given)};
        return std::ranges::any_of(options_.exclude, [&](std::string_view pattern) {
            pattern = without_slashes(pattern);
            if (!pattern.contains('/')) return name != "." && name != ".." && matches_glob(pattern, name);
            if (pattern.starts_with('/')) return matches_part(pattern, root_) || matches_part(pattern, real);
            return matches_part(without_dot(pattern), given);
        });
    }
    static bool matches_part(std::string_view pattern, std::string_view path) {
        for (std::size_t end = path.find('/', 1); end != std::string_view::npos; end = path.find('/', end + 1))
            if (matches_glob(pattern, path.substr(0, end))) return true;
        return matches_glob(pattern, path);
    }

    void problem(const std::string& path, Error failure) { scan_.problems.push_back({path, std::move(failure)}); }

    const ScanOptions& options_;
    const std::stop_token stop_;
    const std::function<void(std::size_t)>& tick_;
    Scan scan_;
    std::string root_;                                           ///< What was named, from the root, links as they are.
    std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;  ///< Folders, by volume and inode.
    std::unordered_set<std::string> seen_;                       ///< Files, by canonical path.
};

}  // namespace

Scan scan(const std::vector<std::string>& paths, const ScanOptions& options, const std::stop_token& stop,
          const std::function<void(std::size_t files)>& tick) {
    Scanner scanner{options, stop, tick};
    for (const std::string& path : paths) {
        if (stop.stop_requested()) break;
        scanner.named(path);
    }
    return scanner.take();
}

}  // namespace stratum::analyze
