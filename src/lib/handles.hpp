#pragma once

#include "stratum/analysis/analyzer.hpp"
#include "stratum/analysis/networks.hpp"

#include <memory>
#include <stratum.h>
#include <string>

// What the opaque handles of the C headers are. Shared by both libraries, which are always of one version.

struct stratum_error {
    stratum_code code;
    std::string message;
    std::string hint;
};

struct stratum_report {
    stratum::analysis::Report report;
};

struct stratum_networks {
    std::shared_ptr<const stratum::analysis::Networks> networks;
};

struct stratum_analyzer {
    stratum::analysis::Analyzer analyzer;
    int channels;
    std::vector<float> converted;
};
