#include "metrics/key.hpp"

namespace stratum::evaluate {

KeyRelation key_relation(analysis::Key truth, analysis::Key answer) {
    const int up = (answer.tonic - truth.tonic + 12) % 12;
    if (truth.mode == answer.mode) {
        if (up == 0) return KeyRelation::same;
        if (up == 7) return KeyRelation::fifth_above;
        if (up == 5) return KeyRelation::fifth_below;
        return KeyRelation::other;
    }
    if (up == (truth.mode == analysis::Mode::major ? 9 : 3)) return KeyRelation::relative;
    return up == 0 ? KeyRelation::parallel : KeyRelation::other;
}

double key_weighted(analysis::Key truth, analysis::Key answer) {
    switch (key_relation(truth, answer)) {
        case KeyRelation::same:
            return 1.0;
        case KeyRelation::fifth_above:
            return 0.5;
        case KeyRelation::relative:
            return 0.3;
        case KeyRelation::parallel:
            return 0.2;
        default:
            return 0.0;
    }
}

double key_weighted_both_fifths(analysis::Key truth, analysis::Key answer) {
    return key_relation(truth, answer) == KeyRelation::fifth_below ? 0.5 : key_weighted(truth, answer);
}

}  // namespace stratum::evaluate
