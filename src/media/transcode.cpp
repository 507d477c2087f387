#include "stratum/media/transcode.hpp"

#include "ffmpeg_output.hpp"
#include "ffmpeg_process.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace stratum::media {
namespace {

constexpr std::array kFormats{
    std::pair{StreamFormat::mp3, std::string_view{"mp3"}},
    std::pair{StreamFormat::opus, std::string_view{"opus"}},
    std::pair{StreamFormat::wav, std::string_view{"wav"}},
};

struct Making {
    const char* encoder;
    const char* muxer;
    std::int64_t bit_rate;  ///< Usual; 0: not compressed.
    std::int64_t most;      ///< That the encoder takes, whatever the channels.
};
Making making_of(StreamFormat format) {
    switch (format) {
        case StreamFormat::mp3:
            return {"libmp3lame", "mp3", 192'000, 320'000};
        case StreamFormat::opus:
            return {"libopus", "ogg", 128'000, 256'000};
        case StreamFormat::wav:
            break;
    }
    return {"pcm_s16le", "wav", 0, 0};
}

std::vector<std::string> arguments_of(const TranscodeRequest& request, const std::string& input) {
    const Making making = making_of(request.format);
    std::vector<std::string> out{"-threads", "1"};
    // Before the input it jumps instead of decoding up to there.
    if (request.from > Seconds{0.0}) out.insert(out.end(), {"-ss", format_fixed(request.from.value(), 3)});
    out.insert(out.end(), {"-i", input, "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters",
                           "-1", "-filter_threads", "1", "-c:a", making.encoder, "-threads", "1"});
    // More channels than two are for those who take the file itself.
    out.insert(out.end(), {"-af", "aformat=channel_layouts=mono|stereo"});
    if (making.bit_rate > 0)
        out.insert(out.end(),
                   {"-b:a", std::to_string(std::min(request.bit_rate.value_or(making.bit_rate), making.most))});
    // Sent as it is made: nobody can go back and write a length into the head.
    if (request.format == StreamFormat::mp3) out.insert(out.end(), {"-write_xing", "0", "-id3v2_version", "0"});
    if (request.format == StreamFormat::opus) out.insert(out.end(), {"-page_duration", "200000"});
    out.insert(out.end(), {"-flush_packets", "1", "-f", making.muxer, "pipe:1"});
    return out;
}

}  // namespace

std::string_view name_of(StreamFormat format) { return find_name(kFormats, format); }
bool from_name(std::string_view name, StreamFormat& out) { return find_name(kFormats, name, out); }

std::vector<StreamFormat> stream_formats() {
    const std::string program = os::find_program("ffmpeg");
    if (program.empty()) return {};
    const auto said = os::run_program(program, {"-v", "error", "-hide_banner", "-encoders"});
    if (!said || said->status.code != 0 || said->status.signal != 0) return {};
    std::vector<StreamFormat> out;
    for (const auto& [format, name] : kFormats)
        if (said->output.find(std::string{" "} + making_of(format).encoder + " ") != std::string::npos)
            out.push_back(format);
    return out;
}

struct Transcoder::State {
    os::Process process;
    FfmpegOutput output;
    std::chrono::steady_clock::time_point until;
    bool ended = false;
};

Transcoder::Transcoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Transcoder::~Transcoder() = default;
Transcoder::Transcoder(Transcoder&&) noexcept = default;
Transcoder& Transcoder::operator=(Transcoder&&) noexcept = default;

Result<Transcoder> Transcoder::start(int file, const TranscodeRequest& request, const TranscodeLimits& limits) {
    STRATUM_TRY(FfmpegRun run,
                start_confined_ffmpeg("ffmpeg", [&](const std::string& input) { return arguments_of(request, input); },
                                      file, {.memory_bytes = limits.memory_bytes, .cpu_seconds = limits.cpu_seconds}));
    const auto longest = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>{limits.longest.value()});
    return Transcoder{std::make_unique<State>(std::move(run.process), FfmpegOutput{std::move(run.pipes)},
                                              std::chrono::steady_clock::now() + longest)};
}

Result<std::size_t> Transcoder::read(std::span<std::uint8_t> out) {
    if (state_->ended || out.empty()) return std::size_t{0};
    if (std::chrono::steady_clock::now() > state_->until) {
        state_->process.kill();
        return error(ErrorCode::timeout, "transcoding took longer than it may");
    }
    STRATUM_TRY(const std::size_t count, state_->output.read(out));
    if (count == out.size()) return count;
    state_->ended = true;
    const auto status = state_->process.wait();
    if (status.code == 0 && status.signal == 0) return count;
    const std::string complaint = state_->output.complaint();
    return error(ErrorCode::corrupt, "ffmpeg " + status.text() + (complaint.empty() ? "" : ": " + complaint));
}

}  // namespace stratum::media
