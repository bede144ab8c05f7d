#include "health/probe.h"

// One line a file of this folder: x.cpp defines ProbeSpec xProbe().
#define GATEHOUSE_PROBES(X)                                                                        \
    X(ollama)                                                                                      \
    X(llamacpp)                                                                                    \
    X(vllm)                                                                                        \
    X(openai)                                                                                      \
    X(fastapi)                                                                                     \
    X(rails)                                                                                       \
    X(http)                                                                                        \
    X(metrics)                                                                                     \
    X(postgres)                                                                                    \
    X(pgbouncer)                                                                                   \
    X(redis)                                                                                       \
    X(prometheus)                                                                                  \
    X(grafana)                                                                                     \
    X(keycloak)                                                                                    \
    X(stripe)                                                                                      \
    X(lemonsqueezy)                                                                                \
    X(paypal)

namespace gatehouse::health {

#define GATEHOUSE_DECLARE(file) ProbeSpec file##Probe();
GATEHOUSE_PROBES(GATEHOUSE_DECLARE)
#undef GATEHOUSE_DECLARE

const std::vector<ProbeSpec> &allProbes()
{
    static const std::vector<ProbeSpec> all{
#define GATEHOUSE_ADD(file) file##Probe(),
        GATEHOUSE_PROBES(GATEHOUSE_ADD)
#undef GATEHOUSE_ADD
    };
    return all;
}

} // namespace gatehouse::health
