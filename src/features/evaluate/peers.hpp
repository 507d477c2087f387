#pragma once

#include "csv.hpp"
#include "score.hpp"
#include "truth.hpp"

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
    Estimate beat_f_difference;  ///< Ours minus theirs, paired.
    Estimate their_acc1;         ///< On those files,
    Estimate their_acc2;
    Estimate our_key;    ///< and the MIREX score of keys, on files with a true key
    Estimate their_key;  ///< that the tool was asked about.
    Estimate key_difference;
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
    v.field("their_acc1", x.their_acc1);
    v.field("their_acc2", x.their_acc2);
    v.field("our_key", x.our_key);
    v.field("their_key", x.their_key);
    v.field("key_difference", x.key_difference);
    v.field("theirs_only", x.theirs_only);
}

/// `recorded` has the columns set,file,tool,bpm and any of beat_f, beats_file, key; files go by their names without
/// folders. Beats are judged like ours from `beats_file`, one time a line, relative to `folder`, where there is one;
/// else `beat_f` is believed. Beats before `from` seconds are not judged. Errors: `corrupt` when a column is missing,
/// `not_found` for a beats file that is not there.
Result<std::vector<PeerComparison>> compare_with_peers(const Table& recorded, const std::string& folder,
                                                       const std::vector<Truth>& truths,
                                                       const std::vector<FileScore>& scores, double from);

}  // namespace stratum::evaluate
