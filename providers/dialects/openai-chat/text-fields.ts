/** Where providers put reasoning: DeepSeek's name, then the one of OpenRouter and vLLM. */
export const REASONING_FIELDS = ['reasoning_content', 'reasoning'] as const;

/** Fields of a message that are text and come in pieces, in the order in which a model writes them. */
export const TEXT_FIELDS = [...REASONING_FIELDS, 'content', 'refusal'] as const;
