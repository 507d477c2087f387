#include "ffmpeg_output.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <map>
#include <poll.h>
#include <unistd.h>

namespace stratum::media {
namespace {

constexpr int kPatienceMs = 20'000;
constexpr std::size_t kLongestReport = 8192;
constexpr std::size_t kLongestLine = 1000;

/// What the writing side says, which is only our raw stream: odd time stamps trouble it, but lose no sample.
bool is_of_muxer(std::string_view line) {
    for (const std::string_view writer : {"[f32le @", "[s32le @", "[data @", "[out#"})
        if (line.starts_with(writer)) return true;
    return false;
}

/// ffmpeg's names of what is not mono or stereo.
struct Layout {
    std::string_view name;
    std::uint32_t mask;
};
constexpr Layout kLayouts[] = {
    {"2.1", 0xb},          {"3.0", 0x7},   {"3.0(back)", 0x103}, {"4.0", 0x107}, {"quad", 0x33}, {"3.1", 0xf},
    {"quad(side)", 0x603}, {"5.0", 0x37},  {"5.0(side)", 0x607}, {"4.1", 0x10f}, {"5.1", 0x3f},  {"5.1(side)", 0x60f},
    {"6.0", 0x707},        {"6.1", 0x70f}, {"6.1(back)", 0x13f}, {"7.0", 0x637}, {"7.1", 0x63f},
};

}  // namespace

void FfmpegOutput::take_report() {
    std::array<char, 1024> block{};
    const ssize_t got = ::read(pipes_.report.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
        end_line();
        return pipes_.report.reset();
    }
    for (const char c : std::string_view{block.data(), static_cast<std::size_t>(got)}) {
        if (c == '\n')
            end_line();
        else if (line_.size() < kLongestLine)
            line_ += c;
    }
}

void FfmpegOutput::end_line() {
    // Chosen here, so that many of the one kind leave room for the other.
    if (!is_of_muxer(line_) && report_.size() + line_.size() < kLongestReport) report_.append(line_) += '\n';
    line_.clear();
}

Result<std::size_t> FfmpegOutput::read(std::span<std::uint8_t> out) {
    std::size_t filled = 0;
    while (filled < out.size() && (pipes_.output || pipes_.report)) {
        if (!pipes_.output && !pipes_.report) break;
        std::array<pollfd, 2> ends{pollfd{pipes_.output.get(), POLLIN, 0}, pollfd{pipes_.report.get(), POLLIN, 0}};
        const int ready = ::poll(ends.data(), ends.size(), kPatienceMs);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return os::system_error(errno, "cannot wait for ffmpeg");
        if (ready == 0) return error(ErrorCode::timeout, "ffmpeg gave nothing for 20 seconds and was given up");
        if (ends[1].revents != 0) take_report();
        if (ends[0].revents == 0) continue;
        const ssize_t got = ::read(pipes_.output.get(), out.data() + filled, out.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return os::system_error(errno, "cannot read from ffmpeg");
        if (got == 0) pipes_.output.reset();  // The report is still read to its end.
        filled += static_cast<std::size_t>(std::max<ssize_t>(0, got));
    }
    return filled;
}

Result<std::string> FfmpegOutput::read_text(std::size_t most) {
    std::string text(most + 1, '\0');
    STRATUM_TRY(const std::size_t got, read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
    if (got > most) return error(ErrorCode::corrupt, "ffmpeg says more about this file than can be right");
    text.resize(got);
    return text;
}

std::string FfmpegOutput::complaint() const {
    constexpr std::size_t kMost = 200;
    for (std::string_view line : split(report_, '\n')) {
        line = trim(line);
        // "[mov,mp4 @ 0x55d1] text" and "/proc/self/fd/3: text": the reader knows neither address nor number.
        if (line.starts_with('[')) line = trim(line.substr(std::min(line.size(), line.find(']') + 1)));
        if (line.starts_with("/proc/")) line = trim(line.substr(std::min(line.size(), line.find(": ") + 1)));
        if (line.starts_with("Format not on whitelist")) return "a format that is left out on purpose";
        std::string shown;
        for (const char c : valid_utf8(line.substr(0, kMost)))
            if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) shown += c;
        if (!shown.empty()) return shown;
    }
    return {};
}

ProbedAudio parse_probe(std::string_view text) {
    std::map<std::string, std::string, std::less<>> stream;
    for (const std::string_view line : split(text, '\n')) {
        const auto sign = line.find('=');
        if (sign == std::string_view::npos) continue;
        // "duration" of the stream is not asked for, so each name stands for one thing.
        stream.emplace(trim(line.substr(0, sign)), trim(line.substr(sign + 1)));
    }
    const auto value = [&](std::string_view name) {
        const auto found = stream.find(name);
        return found == stream.end() || found->second == "N/A" ? std::string{} : found->second;
    };
    const auto number = [&](std::string_view name) { return parse_integer(value(name)); };
    ProbedAudio out;
    out.container = value("format_name").substr(0, value("format_name").find(','));
    out.codec = value("codec_name");
    out.tag = value("codec_tag_string");
    out.sample_format = value("sample_fmt");
    out.rate = static_cast<int>(std::clamp<std::int64_t>(number("sample_rate").value_or(0), 0, 10'000'000));
    out.channels = static_cast<int>(std::clamp<std::int64_t>(number("channels").value_or(0), 0, 1000));
    const auto* layout = std::ranges::find(kLayouts, value("channel_layout"), &Layout::name);
    if (layout != std::end(kLayouts) && std::popcount(layout->mask) == out.channels) out.channel_mask = layout->mask;
    out.bits = static_cast<int>(std::clamp<std::int64_t>(number("bits_per_raw_sample").value_or(0), 0, 64));
    if (out.bits == 0)
        out.bits = static_cast<int>(std::clamp<std::int64_t>(number("bits_per_sample").value_or(0), 0, 64));
    out.bit_rate = number("bit_rate");
    const std::string base = value("time_base");
    const auto ticks = number("duration_ts");
    const auto per_second = base.starts_with("1/") ? parse_integer(std::string_view{base}.substr(2)) : std::nullopt;
    if (ticks && *ticks > 0 && per_second && *per_second > 0) {
        out.seconds = static_cast<double>(*ticks) / static_cast<double>(*per_second);
        out.exact_length = *per_second == out.rate && out.container == "mov";
    } else if (const auto seconds = parse_number(value("duration")); seconds && *seconds > 0) {
        out.seconds = seconds;
    }
    if (out.container == "mov") out.container = "mp4";
    return out;
}

}  // namespace stratum::media
