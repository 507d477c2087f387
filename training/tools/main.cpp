// What training needs from the product itself: the very features that the engine computes, and pieces of the composer
// heard through them. Not installed.
//
//   stratum-training bands LIST             LIST holds "audio<TAB>features" a line; writes 8-bit band spectra
//   stratum-training chroma LIST            likewise; writes what the key network sees
//   stratum-training evidence LIST ONNXRUNTIME   "audio<TAB>beats" a line; one JSON line each, for fitting votes
//   stratum-training keys LIST ONNXRUNTIME       an audio file a line; what is said of its key, likewise
//   stratum-training compose DIR SEED N     N pieces of the composer's tune half: NAME.bands, .beats, .downbeats...

#include "band_file.hpp"
#include "chroma_file.hpp"
#include "evidence.hpp"
#include "key_evidence.hpp"
#include "pieces.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

namespace {

int complain(const stratum::Error& error) {
    std::cerr << "stratum-training: " << error.message << '\n';
    return 1;
}

template <class Each>
int for_each_pair(const std::string& list, Each each) {
    std::ifstream lines{list};
    if (!lines) {
        std::cerr << "stratum-training: cannot read " << list << '\n';
        return 1;
    }
    for (std::string line; std::getline(lines, line);) {
        const auto tab = line.find('\t');
        if (tab == std::string::npos) {
            std::cerr << "stratum-training: a line of " << list << " has no tab: " << line << '\n';
            return 2;
        }
        const auto done = each(line.substr(0, tab), line.substr(tab + 1));
        if (!done) return complain(done.error());
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "bands" && argc == 3) return for_each_pair(argv[2], stratum::training::bands_of_file);
    if (what == "chroma" && argc == 3) return for_each_pair(argv[2], stratum::training::chroma_of_file);
    if (what == "evidence" && argc == 4) {
        const std::array<std::string, 1> library{argv[3]};
        const auto networks = stratum::analysis::Networks::load(library);
        if (!networks) return complain(networks.error());
        return for_each_pair(argv[2], [&](const std::string& audio, const std::string& beats) {
            return stratum::training::write_evidence(audio, beats, *networks, std::cout);
        });
    }
    if (what == "keys" && argc == 4) {
        const std::array<std::string, 1> library{argv[3]};
        const auto networks = stratum::analysis::Networks::load(library);
        if (!networks) return complain(networks.error());
        std::ifstream lines{argv[2]};
        for (std::string audio; std::getline(lines, audio);)
            if (const auto done = stratum::training::write_key_evidence(audio, *networks, std::cout); !done)
                return complain(done.error());
        return 0;
    }
    if (what == "compose" && argc == 5) {
        const auto done =
            stratum::training::compose_pieces(argv[2], std::strtoull(argv[3], nullptr, 10), std::atoi(argv[4]));
        return done ? 0 : complain(done.error());
    }
    std::cerr << "usage: stratum-training bands LIST | chroma LIST | evidence LIST ONNXRUNTIME | keys LIST ONNXRUNTIME "
                 "| compose DIR SEED N\n";
    return 2;
}
