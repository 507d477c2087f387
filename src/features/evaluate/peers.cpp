#include "peers.hpp"

#include "metrics/beats.hpp"
#include "metrics/key.hpp"
#include "metrics/tempo.hpp"
#include "stratum/base/text.hpp"

#include <filesystem>
#include <map>

namespace stratum::evaluate {

namespace {

std::string place_of(const std::string& set, const std::string& file) {
    return set + "/" + std::filesystem::path{file}.filename().string();
}

/// What is compared with one tool, file by file.
struct Pairs {
    PeerComparison comparison;
    int acc1 = 0;
    int acc2 = 0;
    std::vector<double> our_beats;
    std::vector<double> their_beats;
    std::vector<double> beats_apart;
    std::vector<double> our_keys;
    std::vector<double> their_keys;
    std::vector<double> keys_apart;
};

void compare_tempo(const FileScore& score, const std::string& place, double theirs, Pairs& pairs) {
    if (!score.true_bpm || !score.values.contains("tempo_acc1")) return;
    const bool we = score.values.at("tempo_acc1") == 1.0;
    const bool they = tempo_acc1(*score.true_bpm, theirs);
    ++pairs.comparison.n;
    pairs.acc1 += they;
    pairs.acc2 += tempo_acc2(*score.true_bpm, theirs);
    pairs.comparison.both_right += we && they;
    pairs.comparison.only_us += we && !they;
    pairs.comparison.only_them += they && !we;
    if (they && !we) pairs.comparison.theirs_only.push_back(place);
}

/// The F-measure of their beats: judged like ours, or as recorded.
Result<std::optional<double>> their_beat_f(const Table& recorded, std::size_t row, const std::string& folder,
                                           const Truth* truth, double from, double duration) {
    const std::string_view file = recorded.cell(row, "beats_file");
    if (file.empty() || truth == nullptr) return parse_number(recorded.cell(row, "beat_f"));
    STRATUM_TRY(const auto beats, read_times(folder.empty() ? std::string{file} : folder + "/" + std::string{file}));
    std::vector<double> true_beats = trimmed(truth->beats, from);
    if (duration > 0.0) std::erase_if(true_beats, [&](double time) { return time > duration; });
    return std::optional{f_measure(true_beats, trimmed(beats, from))};
}

}  // namespace

Result<std::vector<PeerComparison>> compare_with_peers(const Table& recorded, const std::string& folder,
                                                       const std::vector<Truth>& truths,
                                                       const std::vector<FileScore>& scores, double from) {
    for (const char* column : {"set", "file", "tool", "bpm"})
        if (!recorded.has(column))
            return error(ErrorCode::corrupt, std::string{"the table of peers has no column '"} + column + "'");
    std::map<std::string, const FileScore*> ours;
    for (const FileScore& score : scores) ours[place_of(score.set, score.file)] = &score;
    std::map<std::string, const Truth*> known;
    for (const Truth& truth : truths) known[place_of(truth.set, truth.file)] = &truth;

    std::map<std::string, Pairs> tools;
    for (std::size_t i = 0; i < recorded.rows.size(); ++i) {
        const std::string place = std::string{recorded.cell(i, "set")} + "/" + std::string{recorded.cell(i, "file")};
        const auto found = ours.find(place);
        if (found == ours.end()) continue;
        const FileScore& score = *found->second;
        const Truth* truth = known.contains(place) ? known.at(place) : nullptr;
        Pairs& pairs = tools[std::string{recorded.cell(i, "tool")}];
        if (const std::string_view bpm = recorded.cell(i, "bpm"); bpm != "-")
            compare_tempo(score, place, parse_number(bpm).value_or(0.0), pairs);
        STRATUM_TRY(const auto f, their_beat_f(recorded, i, folder, truth, from, score.duration));
        if (f && score.values.contains("beat_f")) {
            pairs.our_beats.push_back(score.values.at("beat_f"));
            pairs.their_beats.push_back(*f);
            pairs.beats_apart.push_back(score.values.at("beat_f") - *f);
        }
        const std::string_view key = recorded.cell(i, "key");
        if (!key.empty() && truth != nullptr && truth->key && score.values.contains("key_mirex")) {
            const auto theirs = analysis::parse_key(key);
            pairs.our_keys.push_back(score.values.at("key_mirex"));
            pairs.their_keys.push_back(theirs ? key_weighted(*truth->key, *theirs) : 0.0);
            pairs.keys_apart.push_back(pairs.our_keys.back() - pairs.their_keys.back());
        }
    }
    std::vector<PeerComparison> result;
    for (auto& [tool, pairs] : tools) {
        PeerComparison& one = pairs.comparison;
        one.tool = tool;
        one.chance = sign_test(one.only_us, one.only_them);
        one.their_acc1 = share(pairs.acc1, one.n);
        one.their_acc2 = share(pairs.acc2, one.n);
        one.our_beat_f = mean(pairs.our_beats);
        one.their_beat_f = mean(pairs.their_beats);
        one.beat_f_difference = mean(pairs.beats_apart);
        one.our_key = mean(pairs.our_keys);
        one.their_key = mean(pairs.their_keys);
        one.key_difference = mean(pairs.keys_apart);
        result.push_back(std::move(one));
    }
    return result;
}

}  // namespace stratum::evaluate
