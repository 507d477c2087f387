#include "child_answers.hpp"

#include <algorithm>

namespace stratum::analyze {

bool is_lasting(ErrorCode code) {
    switch (code) {
        case ErrorCode::unsupported:
        case ErrorCode::corrupt:
        case ErrorCode::protected_:
        case ErrorCode::empty:
        case ErrorCode::too_short:
        case ErrorCode::crashed:
        case ErrorCode::timeout:
            return true;
        default:
            return false;
    }
}

Bytes ChildAnswers::answer(const std::string& path, analysis::AnalyserSet wanted, std::span<const std::uint8_t> bytes,
                           std::optional<analysis::TempoPrior>& told) {
    Answer answer;
    // A library that can not answer will say so when the file is to be kept.
    const auto question = from_cbor<Question>(bytes);
    if (!question) return to_cbor(answer);
    const library::FileGenre file{path, question->genre};
    const auto content = content_from(question->content);
    const auto prior = content ? prior_of(*content, file) : prior_of(file);
    if (prior) told = answer.tempo_prior = *prior;
    if (content) {
        const auto missing = library_.missing(*content, answer.tempo_prior);
        const auto set = (missing ? *missing : analysis::AnalyserSet::all()) & wanted;
        for (const auto id : analysis::kAllAnalysers)
            if (set.has(id)) answer.missing.push_back(id);
    } else if (question->frames > 0) {
        const auto known = library_.knows_shape(question->rate, question->channels, question->frames);
        answer.shape_known = known && *known;
    }
    return to_cbor(answer);
}

Result<std::optional<analysis::TempoPrior>> ChildAnswers::prior_of(const media::ContentId& content,
                                                                   const std::optional<library::FileGenre>& file) {
    if (range_) return std::optional<analysis::TempoPrior>{};
    STRATUM_TRY(auto files, library_.genres(content));
    if (file) {
        const auto known = std::ranges::find(files, file->path, &library::FileGenre::path);
        if (known == files.end())
            files.push_back(*file);
        else
            known->genre = file->genre;
    }
    return library::prior_of(rules_, files);
}

Result<std::optional<analysis::TempoPrior>> ChildAnswers::prior_of(const library::FileGenre& file) {
    if (range_) return std::optional<analysis::TempoPrior>{};
    STRATUM_TRY(const auto record, library_.find(file.path));
    if (record) return prior_of(record->content, file);
    return library::prior_of(rules_, {&file, 1});
}

Result<library::Heard> heard_from(std::span<const std::uint8_t> outcome, const std::string& path,
                                  const FileStat& stat) {
    auto heard = from_cbor<HearOutcome>(outcome);
    const auto content = heard ? content_from(heard->content) : Result<media::ContentId>{heard.error()};
    if (!content) return error(ErrorCode::internal, "the child's answer can not be read: " + content.error().text());
    library::Heard out{.path = path,
                       .stat = stat,
                       .content = *content,
                       .media = heard->media,
                       .tags = heard->tags,
                       .warning = heard->warning,
                       .frames = heard->frames};
    for (auto& part : heard->parts) out.parts.push_back({part.analyser, std::move(part.payload)});
    return out;
}

std::vector<std::string> child_arguments(const media::Limits& limits, const library::NetworkWish& networks) {
    std::vector<std::string> arguments{"__hear", "--memory", std::to_string(limits.memory_bytes >> 20U), "--networks",
                                       networks.use};
    if (networks.place) arguments.insert(arguments.end(), {"--onnxruntime", *networks.place});
    return arguments;
}

}  // namespace stratum::analyze
