#include "stratum/media/decoder.hpp"

#include "bytes.hpp"
#include "ogg_pages.hpp"
#include "sniff.hpp"
#include "stream.hpp"

#include <algorithm>
#include <vector>

namespace stratum::media {
namespace {

/// What begins as such a file must, but cannot be read, is broken and not something else.
Result<AudioStreamPtr> open_recognised(Source& source, const std::string& container) {
    auto opened = open_ffmpeg(source);
    if (opened || container.empty() || opened.error().code != ErrorCode::unsupported) return opened;
    const std::string& message = opened.error().message;
    if (!message.starts_with(kNotReadable)) return opened;
    return error(ErrorCode::corrupt, "is a damaged " + container + " file" + message.substr(kNotReadable.size()),
                 "another copy of it may be whole");
}

Result<AudioStreamPtr> open_ogg(Source& source, ByteSource& bytes) {
    STRATUM_TRY(const auto stream, find_ogg_stream(bytes));
    // libsndfile reads the first link of a chain only, and trips over pages of a picture stream.
    if (stream && (stream->codec == OggCodec::vorbis || stream->codec == OggCodec::opus) && !stream->chained &&
        !stream->has_video) {
        auto opened = open_sndfile(source);
        if (opened) return opened;
    }
    return open_recognised(source, "ogg");
}

Result<AudioStreamPtr> open_stream(Source& source) {
    STRATUM_TRY(FdBytes bytes, FdBytes::open(source.fd));
    if (bytes.size() == 0) return error(ErrorCode::empty, "the file has no bytes");
    STRATUM_TRY(const Sniffed sniffed, sniff(bytes));
    if (!sniffed.lock.empty()) return locked(sniffed.lock);
    if (sniffed.only_tags) return error(ErrorCode::empty, "has tags but no audio");
    switch (sniffed.reader) {
        case Reader::nobody:
            return error(ErrorCode::unsupported, "is " + sniffed.not_audio,
                         sniffed.not_audio.ends_with("not audio")
                             ? "its name may be wrong, or something else was saved in place of the music: get it again"
                             : "convert it to FLAC or WAV with a program that knows it");
        case Reader::ogg:
            return open_ogg(source, bytes);
        case Reader::mpg123:
            return open_mpg123(source);
        case Reader::sndfile: {
            auto opened = open_sndfile(source);
            if (opened || opened.error().code == ErrorCode::io) return opened;
            // WAV and AIFF may hold anything; ffmpeg knows more codecs, but tells less well what is wrong with a
            // header.
            auto other = open_recognised(source, sniffed.container);
            if (other || other.error().code == ErrorCode::protected_) return other;
            return opened.error().code == ErrorCode::corrupt ? std::move(opened) : std::move(other);
        }
        case Reader::ffmpeg:
            return open_recognised(source, sniffed.container);
    }
    return error(ErrorCode::internal, "no reader");
}

}  // namespace

struct Decoder::State {
    AudioStreamPtr stream;
    std::vector<float> first;  ///< Decoded when opening, so that a file without audio is told at once.
    std::size_t given = 0;
};

Decoder::Decoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Result<Decoder> Decoder::open(Source& source) {
    STRATUM_TRY(AudioStreamPtr stream, open_stream(source));
    auto state = std::make_unique<State>();
    const auto channels = static_cast<std::size_t>(stream->info().channels);
    state->first.resize(4096 * channels);
    STRATUM_TRY(const std::size_t frames, stream->read(state->first));
    if (frames == 0) {
        if (stream->warning().empty()) return error(ErrorCode::empty, "has a header but no audio in it");
        return error(ErrorCode::corrupt, "no audio can be decoded: " + stream->warning());
    }
    state->first.resize(frames * channels);
    state->stream = std::move(stream);
    return Decoder{std::move(state)};
}

const MediaInfo& Decoder::info() const { return state_->stream->info(); }
const std::string& Decoder::warning() const { return state_->stream->warning(); }
Result<ContentId> Decoder::content_id() { return state_->stream->content_id(); }
bool Decoder::hashes_samples() const { return state_->stream->hashes_samples(); }

Result<std::size_t> Decoder::read(std::span<float> interleaved) {
    State& state = *state_;
    const auto channels = static_cast<std::size_t>(info().channels);
    const std::size_t wanted = interleaved.size() / channels * channels;
    std::size_t filled = std::min(wanted, state.first.size() - state.given);
    std::copy_n(state.first.begin() + static_cast<std::ptrdiff_t>(state.given), filled, interleaved.begin());
    state.given += filled;
    if (filled < wanted) {
        STRATUM_TRY(const std::size_t frames, state.stream->read(interleaved.subspan(filled, wanted - filled)));
        filled += frames * channels;
    }
    return filled / channels;
}

Result<ContentId> content_id_of(Source& source) {
    STRATUM_TRY(Decoder decoder, Decoder::open(source));
    return decoder.content_id();
}

}  // namespace stratum::media
