#include "hear.hpp"

#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/os/thrifty_memory.hpp"

#include <algorithm>
#include <optional>

namespace stratum::analyze {
namespace {

constexpr std::size_t kBlockFrames = 16384;
constexpr Seconds kLong{1800.0};     ///< From here on memory counts.
constexpr Seconds kAliveEvery{5.0};  ///< Of audio, between two signs of life.

Result<Answer> ask(media::ParentLink& parent, const Question& question) {
    STRATUM_TRY(const Bytes reply, parent.ask(to_cbor(question)));
    return from_cbor<Answer>(reply);
}

analysis::AnalyserSet set_of(const std::vector<analysis::AnalyserId>& ids) {
    analysis::AnalyserSet set;
    for (const auto id : ids) set.add(id);
    return set;
}

/// About a file without its content: of its shape where the number of frames is known.
Question question_about(const media::MediaInfo& info, const media::Tags& tags) {
    Question question;
    question.genre = tags.genre.value_or("");
    if (!info.frames) return question;
    question.rate = info.rate;
    question.channels = info.channels;
    question.frames = *info.frames;
    return question;
}

analysis::AnalyserSet only_audio(analysis::AnalyserSet set) {
    for (const auto id : analysis::kAllAnalysers)
        if (!analysis::info_of(id).needs_audio) set.remove(id);
    return set;
}

/// Decodes to the end through the analysers.
Result<void> listen(media::Decoder& decoder, analysis::AnalyserSet wanted, const HearRequest& request,
                    const std::optional<analysis::TempoPrior>& prior, media::ParentLink& parent,
                    const std::shared_ptr<const analysis::Networks>& networks, HearOutcome& outcome) {
    const SampleRate rate = outcome.media.rate;
    const auto channels = static_cast<std::size_t>(outcome.media.channels);
    auto analyzer = analysis::Analyzer::create(rate, outcome.media.channels,
                                               {.analysers = wanted,
                                                .channel_mask = outcome.media.channel_mask,
                                                .tempo_range = request.tempo_range,
                                                .tempo_prior = prior,
                                                .networks = networks});
    if (!analyzer) return error(ErrorCode::unsupported, analyzer.error().message, analyzer.error().hint);

    std::vector<float> block(kBlockFrames * channels);
    Seconds told;
    std::optional<os::ThriftyMemory> thrift;
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        STRATUM_TRY_VOID(analyzer->push(std::span{block}.first(frames * channels)));
        outcome.frames += static_cast<std::int64_t>(frames);
        const Seconds position = duration_of(outcome.frames, rate);
        if (position - told >= kAliveEvery) parent.alive(told = position);
        if (position > kLong && !thrift) thrift.emplace();
    }
    const Seconds end = duration_of(outcome.frames, rate);
    parent.alive(end);
    STRATUM_TRY(const auto report, analyzer->finish([&] { parent.alive(end); }));
    for (const auto id : analysis::kAllAnalysers)
        if (wanted.has(id)) outcome.parts.push_back({id, analysis::part_to_cbor(report, id)});
    return {};
}

}  // namespace

Bytes to_bytes(const media::ContentId& content) { return {content.begin(), content.end()}; }

Result<media::ContentId> content_from(std::span<const std::uint8_t> bytes) {
    media::ContentId content{};
    if (bytes.size() != content.size()) return error(ErrorCode::corrupt, "a content id has 32 bytes");
    std::ranges::copy(bytes, content.begin());
    return content;
}

Result<Bytes> hear_file(media::Source& source, std::span<const std::uint8_t> request_bytes, media::ParentLink& parent,
                        const std::shared_ptr<const analysis::Networks>& networks) {
    STRATUM_TRY(const auto request, from_cbor<HearRequest>(request_bytes));
    STRATUM_TRY(auto decoder, media::Decoder::open(source));
    HearOutcome outcome;
    outcome.media = decoder.info();
    // Tags that can not be read are no reason to leave the music alone.
    if (auto tags = media::read_tags(source)) outcome.tags = std::move(*tags);

    analysis::AnalyserSet wanted = set_of(request.wanted);
    std::optional<media::ContentId> content;
    Question question = question_about(outcome.media, outcome.tags);
    Answer answer;
    if (request.force || outcome.media.lossless) {
        STRATUM_TRY(answer, ask(parent, question));
    }
    if (!request.force) {
        if (!outcome.media.lossless) {
            STRATUM_TRY(content, decoder.content_id());
        } else if (answer.shape_known) {
            STRATUM_TRY(content, media::content_id_of(source));
        }
        if (content) {
            question.content = to_bytes(*content);
            STRATUM_TRY(answer, ask(parent, question));
            wanted = set_of(answer.missing);
        }
    }
    wanted = only_audio(wanted);
    if (!wanted.empty()) {
        if (content && decoder.hashes_samples()) {
            // Hashing went through the file; a fresh decoder begins at its beginning.
            STRATUM_TRY(decoder, media::Decoder::open(source));
        }
        STRATUM_TRY_VOID(listen(decoder, wanted, request, answer.tempo_prior, parent, networks, outcome));
        outcome.warning = decoder.warning();
    }
    if (!content) {
        STRATUM_TRY(content, decoder.content_id());
    }
    outcome.content = to_bytes(*content);
    return to_cbor(outcome);
}

}  // namespace stratum::analyze
