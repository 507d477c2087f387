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
        if (is_excluded(entry.name, below)) {
            ++scan_.excluded;
            return;
        }
        std::string path = join_path(folder_path, entry.name);
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

    [[nodiscard]] bool is_excluded(const std::string& name, const std::string& below) const {
        return std::ranges::any_of(options_.exclude, [&](std::string_view pattern) {
            while (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
            if (!pattern.contains('/')) return matches_glob(pattern, name);
            if (pattern.starts_with("./")) pattern.remove_prefix(2);
            return matches_glob(pattern, below);
        });
    }

    void problem(const std::string& path, Error failure) { scan_.problems.push_back({path, std::move(failure)}); }

    const ScanOptions& options_;
    const std::stop_token stop_;
    const std::function<void(std::size_t)>& tick_;
    Scan scan_;
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
