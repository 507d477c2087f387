#include "peers.hpp"

#include "metrics/tempo.hpp"
#include "stratum/base/text.hpp"

#include <filesystem>
#include <map>

namespace stratum::evaluate {

Result<std::vector<PeerComparison>> compare_with_peers(const Table& recorded, const std::vector<FileScore>& scores) {
    for (const char* column : {"set", "file", "true_bpm", "tool", "bpm", "beat_f"})
        if (!recorded.has(column))
            return error(ErrorCode::corrupt, std::string{"the table of peers has no column '"} + column + "'");
    std::map<std::string, const FileScore*> ours;
    for (const FileScore& score : scores)
        ours[score.set + "/" + std::filesystem::path{score.file}.filename().string()] = &score;

    struct Pairs {
        PeerComparison comparison;
        std::vector<double> us;
        std::vector<double> them;
        std::vector<double> difference;
    };
    std::map<std::string, Pairs> tools;
    for (std::size_t i = 0; i < recorded.rows.size(); ++i) {
        const std::string place = std::string{recorded.cell(i, "set")} + "/" + std::string{recorded.cell(i, "file")};
        const auto found = ours.find(place);
        if (found == ours.end()) continue;
        const FileScore& score = *found->second;
        Pairs& pairs = tools[std::string{recorded.cell(i, "tool")}];
        if (score.true_bpm && score.values.contains("tempo_acc1")) {
            const bool we = score.values.at("tempo_acc1") == 1.0;
            const bool they = tempo_acc1(*score.true_bpm, parse_number(recorded.cell(i, "bpm")).value_or(0.0));
            ++pairs.comparison.n;
            pairs.comparison.both_right += we && they;
            pairs.comparison.only_us += we && !they;
            pairs.comparison.only_them += they && !we;
            if (they && !we) pairs.comparison.theirs_only.push_back(place);
        }
        const auto f = parse_number(recorded.cell(i, "beat_f"));
        if (f && score.values.contains("beat_f")) {
            pairs.us.push_back(score.values.at("beat_f"));
            pairs.them.push_back(*f);
            pairs.difference.push_back(score.values.at("beat_f") - *f);
        }
    }
    std::vector<PeerComparison> result;
    for (auto& [tool, pairs] : tools) {
        pairs.comparison.tool = tool;
        pairs.comparison.chance = sign_test(pairs.comparison.only_us, pairs.comparison.only_them);
        pairs.comparison.our_beat_f = mean(pairs.us);
        pairs.comparison.their_beat_f = mean(pairs.them);
        pairs.comparison.beat_f_difference = mean(pairs.difference);
        result.push_back(std::move(pairs.comparison));
    }
    return result;
}

}  // namespace stratum::evaluate
