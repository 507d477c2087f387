#include "features.hpp"

#include "stratum/analyze/feature.hpp"
#include "stratum/audio/feature.hpp"
#include "stratum/composer/feature.hpp"
#include "stratum/correct/feature.hpp"
#include "stratum/evaluate/feature.hpp"
#include "stratum/jobs/feature.hpp"
#include "stratum/midi/feature.hpp"
#include "stratum/people/feature.hpp"
#include "stratum/pitch/feature.hpp"
#include "stratum/plot/feature.hpp"
#include "stratum/theory/feature.hpp"
#include "stratum/tracks/feature.hpp"
#include "stratum/uploads/feature.hpp"
#include "stratum/webhooks/feature.hpp"

namespace stratum::app {

const std::vector<platform::Feature>& features() {
    // One a line, so that a new one touches no other.
    // clang-format off
    static const std::vector<platform::Feature> open{
        analyze::feature(),
        audio::feature(),
        composer::feature(),
        correct::feature(),
        evaluate::feature(),
        jobs::feature(),
        midi::feature(),
        people::feature(),
        pitch::feature(),
        plot::feature(),
        theory::feature(),
        tracks::feature(),
        uploads::feature(),
        webhooks::feature(),
    };
    // clang-format on
    static const std::vector<platform::Feature> all = [] {
        auto both = open;
        const auto further = further_features();
        both.insert(both.end(), further.begin(), further.end());
        return both;
    }();
    return all;
}

}  // namespace stratum::app
