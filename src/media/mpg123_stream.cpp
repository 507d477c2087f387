#include "content_hash.hpp"
#include "mp3_frames.hpp"
#include "stratum/base/os/fd.hpp"
#include "stream.hpp"

#include <algorithm>
#include <mpg123.h>
#include <optional>
#include <vector>

namespace stratum::media {
namespace {

constexpr int kDecoderDelay = 529;  // Samples by which every layer III decoder lags behind [LAME's tech FAQ].

/// A gap between frames that is more than a splice or an unknown tag.
constexpr std::int64_t kDamage = 4096;

/// The file as mpg123 reads it: frames alone. What looks like a frame within tags or damage would make it change its
/// rate or channels there.
struct Frames {
    std::optional<Mp3FrameWalk> walk;
    std::span<const std::uint8_t> rest;  ///< Of the frame at hand.
};

ssize_t frames_read(void* user, void* out, std::size_t count) {
    auto& frames = *static_cast<Frames*>(user);
    if (frames.rest.empty()) {
        const auto next = frames.walk->next();
        if (!next) return -1;
        frames.rest = *next;
    }
    const std::size_t size = std::min(count, frames.rest.size());
    std::ranges::copy(frames.rest.first(size), static_cast<std::uint8_t*>(out));
    frames.rest = frames.rest.subspan(size);
    return static_cast<ssize_t>(size);
}

off_t frames_seek(void*, off_t, int) { return -1; }

/// The audio part of the file as it is, for free format: mpg123 goes back and forth to measure its frames.
struct Part {
    int fd = -1;
    ByteRange range;
    std::int64_t position = 0;
};

ssize_t part_read(void* user, void* out, std::size_t count) {
    auto& part = *static_cast<Part*>(user);
    const std::int64_t left = std::max<std::int64_t>(0, part.range.end - part.range.begin - part.position);
    const std::size_t wanted = std::min(count, static_cast<std::size_t>(left));
    const auto got = os::read_at(part.fd, part.range.begin + part.position, {static_cast<std::uint8_t*>(out), wanted});
    if (!got) return -1;
    part.position += static_cast<std::int64_t>(*got);
    return static_cast<ssize_t>(*got);
}

off_t part_seek(void* user, off_t offset, int whence) {
    auto& part = *static_cast<Part*>(user);
    const std::int64_t base = whence == SEEK_SET   ? 0
                              : whence == SEEK_CUR ? part.position
                                                   : part.range.end - part.range.begin;
    std::int64_t to = 0;
    if (__builtin_add_overflow(base, static_cast<std::int64_t>(offset), &to) || to < 0) return -1;
    return part.position = to;
}

class Mpg123Stream final : public AudioStream {
  public:
    explicit Mpg123Stream(Source& source) { part_.fd = source.fd; }
    ~Mpg123Stream() override { mpg123_delete(handle_); }

    Result<void> open() {
        STRATUM_TRY(bytes_, FdBytes::open(part_.fd));
        STRATUM_TRY(const ByteRange range, mp3_audio_range(*bytes_));
        STRATUM_TRY(const auto stream, find_mp3_stream(*bytes_, range));
        if (!stream) return error(ErrorCode::unsupported, "no MPEG audio frames found");
        stream_ = *stream;
        part_.range = {stream->first_offset, range.end};
        frames_given_.walk.emplace(*bytes_, part_.range, stream_, true);
        handle_ = mpg123_new(nullptr, nullptr);
        if (handle_ == nullptr) return error(ErrorCode::internal, "libmpg123 gives no decoder");
        mpg123_param(handle_, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_SKIP_ID3V2,
                     0.0);
        mpg123_param(handle_, MPG123_RESYNC_LIMIT, -1, 0.0);
        const bool whole = stream_.free_format;
        void* const reads = whole ? static_cast<void*>(&part_) : &frames_given_;
        if (mpg123_replace_reader_handle(handle_, whole ? part_read : frames_read, whole ? part_seek : frames_seek,
                                         nullptr) != MPG123_OK ||
            mpg123_open_handle(handle_, reads) != MPG123_OK)
            return error(ErrorCode::corrupt, "libmpg123 cannot start: " + std::string{mpg123_strerror(handle_)});
        long rate = 0;
        int channels = 0;
        int encoding = 0;
        if (mpg123_getformat(handle_, &rate, &channels, &encoding) != MPG123_OK)
            return error(ErrorCode::corrupt, "holds no whole frame of MPEG audio");
        if (encoding != MPG123_ENC_FLOAT_32) return error(ErrorCode::internal, "libmpg123 was built without floats");
        describe_format(static_cast<int>(rate), channels);
        return {};
    }

    Result<std::size_t> read(std::span<float> out) override {
        const auto channels = static_cast<std::size_t>(info_.channels);
        const std::size_t wanted = out.size() / channels * channels;
        std::size_t filled = 0;
        while (filled < wanted && !ended_) {
            std::size_t bytes = 0;
            const int code = mpg123_read(handle_, out.data() + filled, (wanted - filled) * sizeof(float), &bytes);
            filled += bytes / sizeof(float);
            if (code == MPG123_OK) continue;
            if (code == MPG123_NEW_FORMAT) {
                if (same_format()) continue;
                finish("changes its sample rate or channels after " + position(filled) + "; the rest is left out");
            } else if (code == MPG123_DONE || code == MPG123_NEED_MORE) {
                finish({});
            } else {
                finish("cannot be decoded after " + position(filled) + ": " + mpg123_strerror(handle_));
            }
        }
        frames_ += static_cast<std::int64_t>(filled / channels);
        if (ended_ && frames_given_.walk->longest_gap() > kDamage)
            warn("is damaged in places: " + std::to_string(frames_given_.walk->longest_gap()) +
                 " bytes between its frames are no audio");
        if (ended_ && info_.frames && frames_ + 2 * stream_.first.samples < *info_.frames)
            warn(broken_off(frames_, *info_.frames, info_.rate.value()));
        return filled / channels;
    }

    Result<ContentId> content_id() override {
        STRATUM_TRY(FdBytes bytes, FdBytes::open(part_.fd));
        ContentHash hash = ContentHash::packets(info_.codec, stream_.first.rate, stream_.first.channels,
                                                {info_.encoder_delay, info_.padding});
        STRATUM_TRY_VOID(walk_mp3_frames(bytes, part_.range, stream_,
                                         [&](std::span<const std::uint8_t> frame) { hash.add(frame); }));
        return hash.id();
    }

    [[nodiscard]] bool hashes_samples() const override { return false; }

  private:
    void describe_format(int rate, int channels) {
        info_.container = "mp3";
        info_.codec = "mp" + std::to_string(stream_.first.layer);
        info_.rate = SampleRate{rate};
        info_.channels = channels;
        const auto& tag = stream_.info;
        if (!tag || !tag->frames || *tag->frames <= 0) {
            if (stream_.first.bit_rate > 0) info_.bit_rate = stream_.first.bit_rate;
            return;
        }
        const std::int64_t all = *tag->frames * stream_.first.samples;
        if (tag->delay) {
            info_.encoder_delay = *tag->delay + kDecoderDelay;
            info_.padding = std::max(0, tag->padding - kDecoderDelay);
        }
        info_.frames = std::max<std::int64_t>(0, all - info_.encoder_delay - info_.padding);
        const std::int64_t size = tag->bytes.value_or(part_.range.end - part_.range.begin);
        info_.bit_rate = static_cast<std::int64_t>(8.0 * static_cast<double>(size) * rate / static_cast<double>(all));
    }

    [[nodiscard]] bool same_format() const {
        long rate = 0;
        int channels = 0;
        int encoding = 0;
        return mpg123_getformat(handle_, &rate, &channels, &encoding) == MPG123_OK && rate == info_.rate.value() &&
               channels == info_.channels;
    }

    [[nodiscard]] std::string position(std::size_t filled) const {
        const std::int64_t frames = frames_ + static_cast<std::int64_t>(filled) / info_.channels;
        return std::to_string(frames / info_.rate.value()) + " s";
    }

    void finish(std::string why) {
        ended_ = true;
        if (!why.empty()) warn(std::move(why));
    }

    Part part_;  // What is read of the file, with its descriptor.
    std::optional<FdBytes> bytes_;
    Frames frames_given_;
    Mp3Stream stream_;
    mpg123_handle* handle_ = nullptr;
    std::int64_t frames_ = 0;
    bool ended_ = false;
};

}  // namespace

Result<AudioStreamPtr> open_mpg123(Source& source) {
    auto stream = std::make_unique<Mpg123Stream>(source);
    STRATUM_TRY_VOID(stream->open());
    return AudioStreamPtr{std::move(stream)};
}

}  // namespace stratum::media
