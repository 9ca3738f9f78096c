// Models of OpenFGA's own tests, of its samples and of a recorded server, where they are at hand.
#include <iostream>

#include "fga/conformance.h"

int main() {
    using namespace pemba::tests;
    const fs::path folder = PEMBA_CONFORMANCE_DIR;
    if (!fs::exists(folder)) {
        std::cout << "skipped: " << folder << " is not there\n";
        return 77;
    }
    Conformance out(PEMBA_EXCEPTIONS);
    check_language(folder / "fga-language", out);
    check_models(folder, out);
    check_transcripts(folder / "transcripts" / "openfga", out);
    return out.finish();
}
