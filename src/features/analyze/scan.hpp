#pragma once

#include "stratum/base/os/files.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace stratum::analyze {

struct ScanOptions {
    /// Shell patterns of what is left out, with all that is in it, also where it was named itself. One without a slash
    /// is compared with each name, in any folder; one with a slash with the path below the folder that was named, or
    /// with a path as it was named; one that begins with a slash with the path from the root, as it was named and with
    /// links followed.
    std::vector<std::string> exclude;
    bool hidden = false;  ///< Also names that begin with a dot, except `._*`, which hold no audio of their own.
};

struct FoundFile {
    std::string path;  ///< Canonical: absolute, links followed.
    FileStat stat;
};

struct ScanProblem {
    std::string path;
    Error error;
};

struct Scan {
    std::vector<FoundFile> files;  ///< In the order they were named; within a folder in the order of names. Each once.
    std::vector<ScanProblem> problems;  ///< What was named and is not there, and folders that may not be read.
    std::int64_t excluded = 0;          ///< By `exclude`, files and whole folders.
    std::int64_t not_audio = 0;         ///< Files in folders whose name is not that of audio.
};

/// Finds the audio files below `paths`. Folders are entered once, however many links lead to them; so circles end.
/// Reads names only, never files. Stops early when `stop` is requested; `tick` is called now and then with the files so
/// far.
[[nodiscard]] Scan scan(const std::vector<std::string>& paths, const ScanOptions& options,
                        const std::stop_token& stop = {}, const std::function<void(std::size_t files)>& tick = {});

}  // namespace stratum::analyze
