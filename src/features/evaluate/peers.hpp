#pragma once

#include "csv.hpp"
#include "score.hpp"

#include <string>
#include <vector>

namespace stratum::evaluate {

/// Us against one other program on the files that both were asked about.
struct PeerComparison {
    std::string tool;
    int n = 0;           ///< Files with a true tempo and a row of the tool.
    int both_right = 0;  ///< Acc1.
    int only_us = 0;
    int only_them = 0;
    double chance = 1.0;  ///< Sign test on the files where one of the two is right.
    Estimate our_beat_f;
    Estimate their_beat_f;
    Estimate beat_f_difference;            ///< Ours minus theirs, paired.
    std::vector<std::string> theirs_only;  ///< "set/file" where they are right and we are not.
};

template <class V>
void describe(V& v, PeerComparison& x) {
    v.field("tool", x.tool);
    v.field("n", x.n);
    v.field("both_right", x.both_right);
    v.field("only_us", x.only_us);
    v.field("only_them", x.only_them);
    v.field("sign_test", x.chance);
    v.field("our_beat_f", x.our_beat_f);
    v.field("their_beat_f", x.their_beat_f);
    v.field("beat_f_difference", x.beat_f_difference);
    v.field("theirs_only", x.theirs_only);
}

/// `recorded` has the columns set,file,true_bpm,tool,bpm,beat_f,downbeat_f; files go by their names without folders.
/// Errors: `corrupt` when a column is missing.
Result<std::vector<PeerComparison>> compare_with_peers(const Table& recorded, const std::vector<FileScore>& scores);

}  // namespace stratum::evaluate
