#include "ffmpeg_process.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/media/decoder.hpp"

namespace stratum::media {

struct OpenFile::State {
    os::Fd file;
    Source source;
    std::vector<os::Process> running;
};

OpenFile::OpenFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpenFile::~OpenFile() = default;
OpenFile::OpenFile(OpenFile&&) noexcept = default;
OpenFile& OpenFile::operator=(OpenFile&&) noexcept = default;
Source& OpenFile::source() { return state_->source; }

Result<OpenFile> OpenFile::open(const std::string& path) {
    auto state = std::make_unique<State>();
    STRATUM_TRY(state->file, os::open_regular_file(path));
    state->source.fd = state->file.get();
    state->source.name = path;
    state->source.ffmpeg = [raw = state.get()](const FfmpegRequest& request) -> Result<FfmpegPipes> {
        STRATUM_TRY(FfmpegRun run, start_ffmpeg(raw->file.get(), request, {}));
        raw->running.push_back(std::move(run.process));
        return std::move(run.pipes);
    };
    return OpenFile{std::move(state)};
}

}  // namespace stratum::media
