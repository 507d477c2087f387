#include "content_hash.hpp"
#include "ffmpeg_output.hpp"
#include "ogg_pages.hpp"
#include "packet_trim.hpp"
#include "stream.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

namespace stratum::media {
namespace {

constexpr std::array<std::string_view, 11> kLossless{"alac", "flac",   "wavpack",     "ape",     "tta",   "tak",
                                                     "mlp",  "truehd", "wmalossless", "shorten", "mp4als"};

bool is_lossless(const ProbedAudio& audio) {
    // Companded PCM is named pcm_mulaw and pcm_alaw; its decoding leaves no freedom.
    return std::ranges::find(kLossless, audio.codec) != kLossless.end() || audio.codec.starts_with("pcm_");
}

/// Samples of the coded audio, where the container does not say: what the decoder gives.
int bits_of(const ProbedAudio& audio) {
    if (audio.bits > 0) return audio.bits;
    if (audio.sample_format.starts_with("u8")) return 8;
    return audio.sample_format.starts_with("s16") ? 16 : 32;
}

class FfmpegStream final : public AudioStream {
  public:
    explicit FfmpegStream(Source& source) : source_(source) {}

    Result<void> open() {
        if (!source_.ffmpeg)
            return error(ErrorCode::unsupported, "this format is read through ffmpeg, which is not at hand");
        STRATUM_TRY(FfmpegPipes pipes, source_.ffmpeg({FfmpegTask::probe}));
        FfmpegOutput output{std::move(pipes)};
        STRATUM_TRY(const std::string text, output.read_text(64 * 1024));
        const ProbedAudio audio = parse_probe(text);
        STRATUM_TRY_VOID(check(audio, output.complaint()));
        describe_format(audio);
        FfmpegRequest request{FfmpegTask::decode, integers_, info_.rate, info_.channels, info_.channel_mask};
        STRATUM_TRY(FfmpegPipes samples, source_.ffmpeg(request));
        samples_.emplace(std::move(samples));
        if (info_.lossless) {
            width_ = content_bytes(info_.bits_per_sample.value_or(32));
            hash_ = integers_ ? ContentHash::integers(width_, info_.rate.value(), info_.channels)
                              : ContentHash::floats(4, info_.rate.value(), info_.channels);
        }
        return {};
    }

    Result<std::size_t> read(std::span<float> out) override {
        const auto channels = static_cast<std::size_t>(info_.channels);
        std::size_t wanted = out.size() / channels;
        if (end_) wanted = std::min(wanted, static_cast<std::size_t>(*end_ - frames_));
        if (wanted == 0) return std::size_t{0};
        const std::span<float> samples = out.first(wanted * channels);
        const auto bytes = std::span{reinterpret_cast<std::uint8_t*>(samples.data()), samples.size_bytes()};
        STRATUM_TRY(const std::size_t got, samples_->read(bytes));
        const std::size_t frames = got / sizeof(float) / channels;
        take(samples.first(frames * channels));
        frames_ += static_cast<std::int64_t>(frames);
        if (frames < wanted) finish();
        return frames;
    }

    Result<ContentId> content_id() override {
        if (hash_) {
            std::vector<float> rest(4096 * static_cast<std::size_t>(info_.channels));
            for (;;) {
                STRATUM_TRY(const std::size_t frames, read(rest));
                if (frames == 0) return hash_->id();
            }
        }
        STRATUM_TRY(const Trim trim, signalled_trim());
        STRATUM_TRY(FfmpegPipes pipes, source_.ffmpeg({.task = FfmpegTask::packets, .raw_aac = info_.codec == "aac"}));
        FfmpegOutput output{std::move(pipes)};
        ContentHash hash = ContentHash::packets(info_.codec, info_.rate.value(), info_.channels, trim);
        std::vector<std::uint8_t> block(64 * 1024);
        for (;;) {
            STRATUM_TRY(const std::size_t got, output.read(block));
            hash.add(std::span{block}.first(got));
            if (got < block.size()) break;
        }
        if (!hash.any()) return error(ErrorCode::corrupt, "no audio packets can be read", output.complaint());
        return hash.id();
    }

    [[nodiscard]] bool hashes_samples() const override { return hash_.has_value(); }

  private:
    Result<Trim> signalled_trim() {
        // Vorbis has no delay, and its end is cut within the last packet in every container that keeps its positions.
        if (info_.codec == "vorbis") return Trim{};
        STRATUM_TRY(FfmpegPipes pipes, source_.ffmpeg({.task = FfmpegTask::trim}));
        FfmpegOutput output{std::move(pipes)};
        PacketTrim trim;
        std::vector<std::uint8_t> block(64 * 1024);
        for (;;) {
            STRATUM_TRY(const std::size_t got, output.read(block));
            trim.read({reinterpret_cast<const char*>(block.data()), got});
            if (got < block.size()) break;
        }
        return trim.result(info_.codec == "opus", end_);
    }

    static Result<void> check(const ProbedAudio& audio, const std::string& complaint) {
        for (const std::string_view tag : {"drms", "drmi", "enca", "encv"})
            if (audio.tag == tag) return locked(tag);
        if (audio.container.empty())
            return error(ErrorCode::unsupported,
                         std::string{kNotReadable} + (complaint.empty() ? "" : ": " + complaint),
                         "its name may be wrong, or its data damaged: get it again");
        if (audio.codec.empty())
            return error(ErrorCode::unsupported, "is a " + audio.container + " file without an audio stream");
        if (audio.codec == "unknown" || audio.codec == "none")
            return error(ErrorCode::unsupported,
                         "holds audio in a coding that ffmpeg does not know (" + audio.tag + ")");
        if (audio.rate < 1 || audio.channels < 1 || audio.channels > 64)
            return error(ErrorCode::corrupt,
                         "names no sample rate or no channels" + (complaint.empty() ? "" : ": " + complaint));
        return {};
    }

    void describe_format(const ProbedAudio& audio) {
        info_.container = audio.container;
        info_.codec = audio.codec;
        info_.lossless = is_lossless(audio);
        info_.rate = SampleRate{audio.rate};
        info_.channels = audio.channels;
        info_.channel_mask = audio.channel_mask;
        info_.bit_rate = audio.bit_rate;
        const bool floats = audio.sample_format.starts_with("flt") || audio.sample_format.starts_with("dbl");
        integers_ = info_.lossless && !floats;
        if (info_.lossless) info_.bits_per_sample = floats ? 32 : bits_of(audio);
        if (!audio.seconds) return;
        info_.frames = static_cast<std::int64_t>(std::llround(*audio.seconds * audio.rate));
        // ffmpeg cuts what an edit list says at the start to the sample, at the end to the packet.
        if (audio.exact_length) end_ = info_.frames;
    }

    /// The bytes read into `samples` become floats, and lossless ones are hashed.
    void take(std::span<float> samples) {
        if (samples.empty()) return;
        if (!integers_) {
            if (hash_) hash_->add({reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
            return;
        }
        scratch_.resize(samples.size());
        std::memcpy(scratch_.data(), samples.data(), samples.size_bytes());
        if (width_ == 2) {
            shorts_.resize(samples.size());
            for (std::size_t i = 0; i < samples.size(); ++i) shorts_[i] = static_cast<std::int16_t>(scratch_[i] >> 16);
            hash_->add_shorts(shorts_);
        } else {
            hash_->add_integers(scratch_, width_);
        }
        for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(scratch_[i]) * 0x1p-31F;
    }

    void finish() {
        const std::string complaint = samples_->complaint();
        // Lengths in containers are often rounded; a second and two per cent are forgiven.
        const std::int64_t announced = info_.frames.value_or(0);
        if (frames_ + info_.rate.value() + announced / 50 < announced)
            warn(broken_off(frames_, announced, info_.rate.value()));
        else if (is_cut_ogg())
            warn(broken_off(frames_, {}, info_.rate.value()));
        else if (!complaint.empty())
            warn(frames_ > 0 ? "is damaged in places: " + complaint : complaint);
    }

    [[nodiscard]] bool is_cut_ogg() const {
        if (info_.container != "ogg") return false;
        auto bytes = FdBytes::open(source_.fd);
        if (!bytes) return false;
        const auto stream = find_ogg_stream(*bytes);
        return stream && *stream && !(*stream)->complete;
    }

    Source& source_;
    bool integers_ = false;
    int width_ = 4;
    std::optional<std::int64_t> end_;
    std::optional<FfmpegOutput> samples_;
    std::optional<ContentHash> hash_;
    std::int64_t frames_ = 0;
    std::vector<std::int32_t> scratch_;
    std::vector<std::int16_t> shorts_;
};

}  // namespace

Result<AudioStreamPtr> open_ffmpeg(Source& source) {
    auto stream = std::make_unique<FfmpegStream>(source);
    STRATUM_TRY_VOID(stream->open());
    return AudioStreamPtr{std::move(stream)};
}

}  // namespace stratum::media
