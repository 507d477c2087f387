#include "evaluate.hpp"

#include "segments.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

namespace stratum::evaluate {
namespace {

std::vector<Summary> summaries_by(const std::vector<FileScore>& scores, const std::string FileScore::* name) {
    std::vector<std::string> names;
    for (const FileScore& score : scores)
        if (std::find(names.begin(), names.end(), score.*name) == names.end()) names.push_back(score.*name);
    std::vector<Summary> summaries;
    for (const std::string& one : names) {
        std::vector<const FileScore*> members;
        for (const FileScore& score : scores)
            if (score.*name == one) members.push_back(&score);
        summaries.push_back(summarise(one.empty() ? "(none)" : one, members));
    }
    return summaries;
}

}  // namespace

Result<Evaluation> evaluate(const std::vector<std::string>& folders, const EvaluateOptions& options, const Hear& hear,
                            std::stop_token stop) {
    Evaluation evaluation;
    STRATUM_TRY(const auto sets, find_sets(folders));
    std::vector<Truth> rows;
    std::set<std::string> splits;
    bool grouped = options.score.by.empty();
    for (const std::string& set : sets) {
        STRATUM_TRY(auto truths, read_truth(set));
        for (Truth& truth : truths) {
            grouped = grouped || truth.columns.contains(options.score.by);
            splits.insert(truth.columns["split"]);
            if (options.split && truth.columns["split"] != *options.split) continue;
            if (is_midi(truth.path) && !options.soundfont) {
                ++evaluation.skipped_midi;
                continue;
            }
            rows.push_back(std::move(truth));
        }
    }
    if (options.split && !splits.contains(*options.split)) {
        std::string named;
        for (const std::string& split : splits)
            if (!split.empty()) named += (named.empty() ? "" : ", ") + split;
        return error(ErrorCode::not_found, "no row has the split '" + *options.split + "'",
                     named.empty() ? "these tables have no column 'split'" : "there are " + named);
    }
    if (!grouped)
        return error(ErrorCode::not_found, "no truth.csv has a column '" + options.score.by + "' to group by");
    std::optional<Table> peers;
    if (options.peers) {
        STRATUM_TRY(auto table, read_csv(*options.peers));
        peers = std::move(table);
    }

    const MidiRenderer renderer{options.soundfont.value_or(""), options.cache};
    std::vector<std::vector<FileScore>> scores(rows.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    int done = 0;
    {
        std::vector<std::jthread> threads;
        const auto work = [&] {
            for (std::size_t i = next++; i < rows.size() && !stop.stop_requested(); i = next++) {
                std::vector<Answer> answers;
                if (is_midi(rows[i].path)) {
                    const auto wav = renderer.wav_of(rows[i].path);
                    if (wav)
                        answers = hear(rows[i], *wav);
                    else
                        answers.emplace_back().failure = wav.error();
                } else {
                    answers = hear(rows[i], rows[i].path);
                }
                for (const Answer& answer : answers) {
                    const bool part = options.in_parts && !answer.failure;
                    scores[i].push_back(score_file(part ? part_of(rows[i], answer.start, answer.duration) : rows[i],
                                                   answer, options.score));
                }
                const std::lock_guard lock{mutex};
                if (options.progress) options.progress(++done, static_cast<int>(rows.size()));
            }
        };
        for (int i = 0; i < std::max(1, options.jobs); ++i) threads.emplace_back(work);
    }
    if (stop.stop_requested()) return error(ErrorCode::cancelled, "stopped before all files were heard");

    for (auto& one : scores) std::ranges::move(one, std::back_inserter(evaluation.files));
    evaluation.sets = summaries_by(evaluation.files, &FileScore::set);
    if (!options.score.by.empty()) evaluation.groups = summaries_by(evaluation.files, &FileScore::group);
    std::vector<const FileScore*> all;
    for (const FileScore& score : evaluation.files) all.push_back(&score);
    evaluation.pooled = summarise("all sets pooled", all);
    if (peers) {
        STRATUM_TRY(evaluation.peers,
                    compare_with_peers(*peers, std::filesystem::path{*options.peers}.parent_path().string(), rows,
                                       evaluation.files, options.score.from));
    }
    return evaluation;
}

}  // namespace stratum::evaluate
