/// Reads cases from stdin, one a line, and prints our numbers, for tests/mir_eval.
///
///     beats N t1..tN M t1..tM       f cmlc cmlt amlc amlt
///     trimmed N t1..tN M t1..tM     the same after dropping what lies before 5 s
///     key TONIC MODE TONIC MODE     the weighted score; truth first
///     tempo TRUTH ANSWER            1 within 4 %
///     sections N s1 e1 l1.. M ..    border F at 3 s and 0.5 s, the same of inner borders, pairwise label F
///     chords N (s e label) M (...)  root majmin sevenths over under; -1 where nothing can be compared

#include "metrics/beats.hpp"
#include "metrics/chords.hpp"
#include "metrics/key.hpp"
#include "metrics/sections.hpp"
#include "metrics/tempo.hpp"

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

namespace {

using namespace stratum;

std::vector<double> read_times(std::istream& in) {
    std::size_t count = 0;
    in >> count;
    std::vector<double> times;
    double time = 0.0;
    while (times.size() < count && in >> time) times.push_back(time);
    return times;
}

std::vector<evaluate::LabelledSpan> read_spans(std::istream& in) {
    std::size_t count = 0;
    in >> count;
    std::vector<evaluate::LabelledSpan> spans;
    evaluate::LabelledSpan span;
    while (spans.size() < count && in >> span.start >> span.end >> span.label) spans.push_back(span);
    return spans;
}

analysis::Key read_key(std::istream& in) {
    analysis::Key key;
    std::string mode;
    in >> key.tonic >> mode;
    key.mode = mode == "minor" ? analysis::Mode::minor : analysis::Mode::major;
    return key;
}

}  // namespace

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream in{line};
        std::string kind;
        in >> kind;
        if (kind == "beats" || kind == "trimmed") {
            auto truth = read_times(in);
            auto answer = read_times(in);
            if (kind == "trimmed") {
                truth = evaluate::trimmed(truth, evaluate::kBeatsScoredFrom);
                answer = evaluate::trimmed(answer, evaluate::kBeatsScoredFrom);
            }
            const auto follows = evaluate::continuity(truth, answer);
            std::printf("%.17g %.17g %.17g %.17g %.17g\n", evaluate::f_measure(truth, answer), follows.cmlc,
                        follows.cmlt, follows.amlc, follows.amlt);
        } else if (kind == "key") {
            const auto truth = read_key(in);
            const auto answer = read_key(in);
            std::printf("%.17g\n", evaluate::key_weighted(truth, answer));
        } else if (kind == "sections") {
            const auto truth = read_spans(in);
            const auto both = evaluate::aligned(truth, read_spans(in));
            std::printf("%.17g %.17g %.17g %.17g %.17g\n", evaluate::border_f(both, 3.0, false),
                        evaluate::border_f(both, 0.5, false), evaluate::border_f(both, 3.0, true),
                        evaluate::border_f(both, 0.5, true), evaluate::pairwise_label_f(both));
        } else if (kind == "chords") {
            const auto truth = read_spans(in);
            const auto answer = read_spans(in);
            const auto all = evaluate::chord_agreement(truth, answer).value_or(evaluate::ChordAgreement{});
            std::printf("%.17g %.17g %.17g %.17g %.17g\n", all.root.value_or(-1.0), all.majmin.value_or(-1.0),
                        all.sevenths.value_or(-1.0), all.over_segmentation, all.under_segmentation);
        } else if (kind == "tempo") {
            double truth = 0.0;
            double answer = 0.0;
            in >> truth >> answer;
            std::printf("%d\n", evaluate::tempo_acc1(truth, answer) ? 1 : 0);
        } else {
            std::fprintf(stderr, "unknown case: %s\n", line.c_str());
            return 2;
        }
    }
    return 0;
}
