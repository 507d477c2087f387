#pragma once

#include "stratum/base/os/process.hpp"
#include "stratum/base/result.hpp"
#include "stratum/media/source.hpp"

#include <functional>
#include <string>
#include <vector>

namespace stratum::media {

struct FfmpegLimits {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;
    std::uint64_t cpu_seconds = 3600;  ///< A 10-hour file takes some two minutes.
};

struct FfmpegRun {
    os::Process process;
    FfmpegPipes pipes;
};

/// Starts one of ffmpeg's programs on an open file, confined as below. `arguments` is told how the file is named there;
/// it comes from us, never from a child. Errors: `unsupported` when the program is not installed, `io`.
[[nodiscard]] Result<FfmpegRun> start_confined_ffmpeg(
    const std::string& name, const std::function<std::vector<std::string>(const std::string& input)>& arguments,
    int file, const FfmpegLimits& limits);

/// Starts `ffmpeg` or `ffprobe` on an open file, confined: no network, nothing but its own libraries and this one file
/// to read, nothing to write but the pipes, containers from a list that leaves out all which refer to other files.
/// `request` may come from a compromised child. Errors: `unsupported` when the programs are not installed,
/// `invalid_argument`, `io`.
[[nodiscard]] Result<FfmpegRun> start_ffmpeg(int file, const FfmpegRequest& request, const FfmpegLimits& limits);

}  // namespace stratum::media
