/// Reads cases from stdin, one a line, and prints our numbers, for tests/mir_eval.
///
///     beats N t1..tN M t1..tM       f cmlc cmlt amlc amlt
///     trimmed N t1..tN M t1..tM     the same after dropping what lies before 5 s
///     key TONIC MODE TONIC MODE     the weighted score; truth first
///     tempo TRUTH ANSWER            1 within 4 %

#include "metrics/beats.hpp"
#include "metrics/key.hpp"
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
