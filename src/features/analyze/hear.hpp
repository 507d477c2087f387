#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/media/confined.hpp"
#include "stratum/media/decoder.hpp"
#include "stratum/media/tags.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What a confined child does with one file, and the messages between it and its parent (all CBOR). Most files that
/// were renamed or re-tagged are recognised without being decoded:
///
///     child   opens the file, reads its tags
///     child   lossy:    "this is content C"            parent: "these analysers lack it" (maybe none)
///             lossless: "it has this shape"            parent: "no such content known", or "hash it first"
///                       (hashes) "this is content C"   parent: "these analysers lack it"
///     child   "its tags say this genre"              parent: the prior of its tempo, with every answer
///     child   decodes once, if anything lacks it, and hands back what was heard
namespace stratum::analyze {

struct HearRequest {
    bool force = false;  ///< Hear everything, ask nothing.
    std::optional<analysis::TempoRange> tempo_range;
    std::vector<analysis::AnalyserId> wanted;
};
template <class V>
void describe(V& v, HearRequest& x) {
    v.field("force", x.force);
    v.field("tempo_range", x.tempo_range);
    v.field("wanted", x.wanted);
}

/// A content, a shape, or neither, when all that is asked for is the prior.
struct Question {
    Bytes content;      ///< 32 bytes, or empty when it is something else that is asked for.
    std::string genre;  ///< As the file's tags have it.
    SampleRate rate{0};
    int channels = 0;
    std::int64_t frames = 0;
};
template <class V>
void describe(V& v, Question& x) {
    v.field("content", x.content);
    v.field("genre", x.genre);
    v.field("sample_rate", x.rate);
    v.field("channels", x.channels);
    v.field("frames", x.frames);
}

struct Answer {
    bool shape_known = false;
    std::vector<analysis::AnalyserId> missing;
    std::optional<analysis::TempoPrior> tempo_prior;
};
template <class V>
void describe(V& v, Answer& x) {
    v.field("shape_known", x.shape_known);
    v.field("missing", x.missing);
    v.field("tempo_prior", x.tempo_prior);
}

struct HeardPart {
    analysis::AnalyserId analyser{};
    Bytes payload;
};
template <class V>
void describe(V& v, HeardPart& x) {
    v.field("analyser", x.analyser);
    v.field("payload", x.payload);
}

struct HearOutcome {
    Bytes content;
    media::MediaInfo media;
    media::Tags tags;
    std::string warning;
    std::int64_t frames = 0;
    std::vector<HeardPart> parts;
};
template <class V>
void describe(V& v, HearOutcome& x) {
    v.field("content", x.content);
    v.field("media", x.media);
    v.field("tags", x.tags);
    v.field("warning", x.warning);
    v.field("frames", x.frames);
    v.field("parts", x.parts);
}

[[nodiscard]] Bytes to_bytes(const media::ContentId& content);
/// Errors: `corrupt` unless there are 32 bytes.
[[nodiscard]] Result<media::ContentId> content_from(std::span<const std::uint8_t> bytes);

/// The handler of the children. `networks` may be null. Errors: those of `media::Decoder`.
[[nodiscard]] Result<Bytes> hear_file(media::Source& source, std::span<const std::uint8_t> request,
                                      media::ParentLink& parent,
                                      const std::shared_ptr<const analysis::Networks>& networks);

}  // namespace stratum::analyze
